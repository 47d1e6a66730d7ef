import { Child } from '../child.js';
import type { AppenderName, Job, Question, Report } from './program.js';
import { createLog } from './raw-log.js';
import type { Server } from './server.js';

const PROGRAM = new URL('./program.js', import.meta.url);
/** Between two processes, so that the positions of raw writers never meet. */
const FAR = 1_000_000_000;

export function labelOf(appender: AppenderName): string {
  if (appender === 'store') return 'store-mongo';
  return appender.startsWith('insert') ? `raw ${appender}` : appender;
}

export interface Writing extends Pick<Job, 'appender' | 'callers'> {
  readonly processes: number;
  /** Of all processes. */
  readonly events: number;
}

export interface Written {
  /** Events a second. */
  readonly rate: number;
  /** How often an append was sent again, since it found no way in between other writers. */
  readonly again: number;
}

/** By processes that begin together, in an empty database of their own. */
export function write(server: Server, writing: Writing): Promise<Written> {
  return server.withDatabase(async (uri) => {
    if (writing.appender.startsWith('insert')) await createLog(uri);
    const jobs = jobsOf(writing, uri);
    const writers = jobs.map((job) => new Child(PROGRAM, { args: [JSON.stringify(job)] }));
    await Promise.all(writers.map((writer) => writer.told()));
    const began = performance.now();
    await Promise.all(writers.map((writer) => ask(writer, 'append')));
    const ms = performance.now() - began;
    const reports = await Promise.all(writers.map((writer) => ask<Report>(writer, 'report')));
    await Promise.all(writers.map((writer) => writer.end()));
    check(reports[0]?.stored, jobs);
    return {
      rate: (sumOf(jobs, ({ events }) => events) / ms) * 1_000,
      again: sumOf(reports, ({ again }) => again),
    };
  });
}

/** The same work for each. */
function jobsOf({ appender, processes, callers, events }: Writing, uri: string): Job[] {
  const each = Math.ceil(events / processes);
  return Array.from({ length: processes }, (_, index) => ({
    appender,
    uri,
    callers,
    after: index * FAR,
    warmUp: Math.ceil(each / 8),
    events: each,
  }));
}

function ask<Answer>(writer: Child, question: Question): Promise<Answer> {
  return writer.ask(question);
}

function check(stored: number | undefined, jobs: readonly Job[]): void {
  const written = sumOf(jobs, ({ warmUp, events }) => warmUp + events);
  if (stored !== written) throw new Error(`${stored} of ${written} events are stored by ${jobs[0]?.appender}`);
}

function sumOf<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + amount(item), 0);
}
