import { DatabaseSync } from 'node:sqlite';
import { SqliteStore } from '#libs/store-sqlite';
import { decimal, ratios, shown } from '../figures.js';
import { figuresOf, inTurns } from '../in-turns.js';
import { aimTable, table } from '../table.js';
import { someCommits } from './commits.js';
import { insertRaw, openRaw } from './raw-file.js';
import { readAll } from './read-all.js';

const WRITE_EVENTS = 1_000;

const SELECT = `SELECT position, stream_id, version, type, data, commit_id, recorded_at, metadata
  FROM events JOIN commits USING (first_position) ORDER BY position`;

const name = {
  raw: 'raw SELECT',
  arrays: 'raw SELECT, rows as arrays',
  ours: 'readAll in pages',
} as const;

/** The whole log from its beginning, beside the driver's rows of the same columns, as text. */
export async function measureReplay(count: number, runs: number, path: string): Promise<string> {
  const database = await openRaw(path);
  insertRaw(database, someCommits(count), WRITE_EVENTS);
  database.close();
  const contenders = [
    { name: name.raw, measure: async () => readRaw(path, count, false) },
    { name: name.arrays, measure: async () => readRaw(path, count, true) },
    { name: name.ours, measure: () => readOurs(path, count) },
  ];
  const measured = await inTurns('replay', contenders, runs);
  const rates = (contender: string) => figuresOf(measured, contender, (figure) => figure);
  const rows = [...measured].map(([contender, figures]) => [contender, shown(figures)]);
  const aims = [
    { name: 'replay: readAll / raw SELECT', ratios: ratios(rates(name.ours), rates(name.raw)), atLeast: 0.5 },
    { name: 'replay: readAll / raw SELECT, rows as arrays', ratios: ratios(rates(name.ours), rates(name.arrays)) },
  ];
  return `${table(`Replay of ${decimal(count)} events`, ['replay', 'events/s'], rows)}\n${aimTable('Replay: aims', aims)}`;
}

function readRaw(path: string, count: number, asArrays: boolean): number {
  const database = new DatabaseSync(path, { readOnly: true });
  const statement = database.prepare(SELECT);
  statement.setReturnArrays(asArrays);
  const began = performance.now();
  let found = 0;
  for (const _ of statement.iterate()) found++;
  const rate = rateOf(found, count, began);
  database.close();
  return rate;
}

async function readOurs(path: string, count: number): Promise<number> {
  const store = await SqliteStore.open({ path });
  const began = performance.now();
  const rate = rateOf(await readAll(store.events), count, began);
  await store.close();
  return rate;
}

function rateOf(found: number, count: number, began: number): number {
  const ms = performance.now() - began;
  if (found !== count) throw new Error(`${found} of ${count} events were read`);
  return (count / ms) * 1_000;
}
