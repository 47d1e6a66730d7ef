import { rmSync } from 'node:fs';
import type { Commit, EventStore } from '#libs/event-sourcing';
import { SqliteStore } from '#libs/store-sqlite';
import { type Contender, figuresOf, inTurns, type Measured } from '../in-turns.js';
import { ratios, shown } from '../figures.js';
import { type Aim, aimTable, table } from '../table.js';
import { someCommits } from './commits.js';
import { countRaw, insertRaw, openRaw } from './raw-file.js';

const AIMED_WRITERS = 64;

const oursBy = (writers: number) => `store-sqlite, ${writers} at a time`;
const rawBy = (writers: number) => `raw, ${writers} a transaction`;

/** Events a second, by writers that each wait for their acknowledgement, beside transactions of as many events. */
export async function measureAppends(
  amounts: ReadonlyMap<number, number>,
  runs: number,
  nextFile: () => string,
): Promise<string> {
  const contenders: Contender<number>[] = [...amounts].flatMap(([writers, amount]) => [
    { name: rawBy(writers), measure: () => rateOf(nextFile(), amount, (path, commits) => raw(path, commits, writers)) },
    {
      name: oursBy(writers),
      measure: () => rateOf(nextFile(), amount, (path, commits) => ours(path, commits, writers)),
    },
  ]);
  const measured = await inTurns('append', contenders, runs);
  const rows = [...measured].map(([name, rates]) => [name, shown(rates)]);
  const aims = [...amounts.keys()].map((writers) => aim(measured, writers));
  return `${table('Append: events of one commit each', ['append', 'events/s'], rows)}\n${aimTable('Append: aims', aims)}`;
}

function aim(measured: Measured<number>, writers: number): Aim {
  const rates = (name: string) => figuresOf(measured, name, (rate) => rate);
  return {
    name: `append, ${writers} at a time: store-sqlite / raw`,
    ratios: ratios(rates(oursBy(writers)), rates(rawBy(writers))),
    ...(writers === AIMED_WRITERS && { atLeast: 0.6 }),
  };
}

/** @param write gives the milliseconds that it took */
async function rateOf(
  path: string,
  amount: number,
  write: (path: string, commits: readonly Commit[]) => Promise<number>,
): Promise<number> {
  const ms = await write(path, someCommits(amount));
  const database = await openRaw(path);
  const stored = countRaw(database);
  database.close();
  if (stored !== amount) throw new Error(`${stored} of ${amount} events are stored`);
  rmSync(path);
  return (amount / ms) * 1_000;
}

async function raw(path: string, commits: readonly Commit[], perTransaction: number): Promise<number> {
  const database = await openRaw(path);
  const began = performance.now();
  insertRaw(database, commits, perTransaction);
  const ms = performance.now() - began;
  database.close();
  return ms;
}

async function ours(path: string, commits: readonly Commit[], writers: number): Promise<number> {
  const store = await SqliteStore.open({ path });
  const queue = commits.values();
  const began = performance.now();
  await Promise.all(Array.from({ length: writers }, () => appendAll(store.events, queue)));
  const ms = performance.now() - began;
  await store.close();
  return ms;
}

/** The queue is shared: each writer takes the next one. */
async function appendAll(events: EventStore, queue: Iterable<Commit>): Promise<void> {
  for (const commit of queue) await events.append(commit);
}
