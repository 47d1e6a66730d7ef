// Appends events of one commit each, when it is told to. Argument: a job.
import { someCommits } from '../store/commits.js';
import { type Appender, type Opening } from './appender.js';
import { openInsertMany, openInsertOne } from './raw-appenders.js';
import { openStore } from './store-appender.js';
import { openEmmett } from './peers/emmett.js';
import { openEventNest } from './peers/event-nest.js';
import { openOcoda } from './peers/ocoda.js';

const appenders = {
  insertOne: openInsertOne,
  insertMany: openInsertMany,
  store: openStore,
  'event-nest': openEventNest,
  ocoda: openOcoda,
  emmett: openEmmett,
} as const satisfies Readonly<Record<string, (opening: Opening) => Promise<Appender>>>;

export type AppenderName = keyof typeof appenders;

export interface Job extends Opening {
  readonly appender: AppenderName;
  /** Written once before anything is measured, for the compiler and for the server's caches. */
  readonly warmUp: number;
  readonly events: number;
}

export type Question = 'append' | 'report';

export interface Report {
  readonly stored: number;
  readonly again: number;
}

const job = JSON.parse(process.argv[2] ?? '') as Job;
const appender = await appenders[job.appender](job);
await appender.prepare(someCommits(job.warmUp))();
const append = appender.prepare(someCommits(job.events));

const answers: Readonly<Record<Question, () => Promise<unknown>>> = {
  append,
  report: async (): Promise<Report> => ({ stored: await appender.stored(), again: appender.again?.() ?? 0 }),
};

process.on('message', (question: Question) => {
  void answers[question]().then((answer) => process.send?.(answer ?? 'done'));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
