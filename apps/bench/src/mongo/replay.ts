import { MongoStore } from '#libs/store-mongo';
import { decimal, ratios, shown } from '../figures.js';
import { figuresOf, inTurns, type Measured } from '../in-turns.js';
import { someCommits } from '../store/commits.js';
import { PAGE_EVENTS, readAll } from '../store/read-all.js';
import { aimTable, table } from '../table.js';
import { createLog, documentOf, insertAll, type RawLog, rawLogIn } from './raw-log.js';
import type { Server } from './server.js';

const WRITE_EVENTS = 1_000;
const SETTLED = { readConcern: 'majority' } as const;

const name = {
  cursor: 'raw cursor',
  pages: 'raw find, in the same pages',
  ours: 'readAll in pages',
} as const;

/** The whole log from its beginning, beside the driver's documents of the same log, which are only counted. */
export function measureReplay(server: Server, count: number, runs: number): Promise<string> {
  return server.withDatabase(async (uri, database) => {
    const log = rawLogIn(database);
    await createLog(uri);
    const documents = someCommits(count).map((commit, index) => documentOf(commit, index + 1));
    await insertAll(log, documents, WRITE_EVENTS);
    const contenders = [
      { name: name.cursor, measure: () => rateOf(count, () => readCursor(log)) },
      { name: name.pages, measure: () => rateOf(count, () => readPages(log)) },
      { name: name.ours, measure: () => readOurs(uri, count) },
    ];
    return tables(await inTurns('mongo replay', contenders, runs), count);
  });
}

function tables(measured: Measured<number>, count: number): string {
  const rates = (contender: string) => figuresOf(measured, contender, (figure) => figure);
  const rows = [...measured].map(([contender, figures]) => [contender, shown(figures)]);
  const aims = [
    { name: 'replay: readAll / raw cursor', ratios: ratios(rates(name.ours), rates(name.cursor)), atLeast: 0.5 },
    { name: 'replay: readAll / raw find', ratios: ratios(rates(name.ours), rates(name.pages)) },
  ];
  const title = `MongoDB: replay of ${decimal(count)} events`;
  return `${table(title, ['replay', 'events/s'], rows)}\n${aimTable('MongoDB: replay, aims', aims)}`;
}

async function readCursor(log: RawLog): Promise<number> {
  let found = 0;
  for await (const _ of log.find({}, { ...SETTLED, sort: { _id: 1 } })) found++;
  return found;
}

async function readPages(log: RawLog): Promise<number> {
  const options = { ...SETTLED, sort: { _id: 1 }, limit: PAGE_EVENTS, batchSize: PAGE_EVENTS } as const;
  for (let found = 0, after = 0; ; ) {
    const page = await log.find({ _id: { $gt: after } }, options).toArray();
    const last = page.at(-1);
    if (!last) return found;
    found += page.length;
    after = last._id;
  }
}

async function readOurs(uri: string, count: number): Promise<number> {
  const store = await MongoStore.open({ uri });
  const rate = await rateOf(count, () => readAll(store.events));
  await store.close();
  return rate;
}

async function rateOf(count: number, read: () => Promise<number>): Promise<number> {
  const began = performance.now();
  const found = await read();
  const ms = performance.now() - began;
  if (found !== count) throw new Error(`${found} of ${count} events were read`);
  return (count / ms) * 1_000;
}
