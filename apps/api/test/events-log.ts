import type { Commit, EventStore, Json } from '#libs/event-sourcing';
import { commitOf, part } from '#testing/event-sourcing';
import { readConfig } from '../src/config.js';
import { openStore, type Store } from '../src/open-store.js';

/** The same database that a process with this `DATABASE_URL` has. */
export function storeOf(database: string): Promise<Store> {
  return openStore(readConfig({ DATABASE_URL: database }).database);
}

export async function withEvents<Result>(
  database: string,
  work: (events: EventStore) => Promise<Result>,
): Promise<Result> {
  const store = await storeOf(database);
  try {
    return await work(store.events);
  } finally {
    await store.close();
  }
}

const UNUSUAL: Json = { text: '€ \u2028 \u0000 \ud800 "\\\n', z: [1e308, 5e-324, null], a: { '': [] } };

interface FillOptions {
  /** Number of the first commit. Default: 1. */
  readonly from?: number;
  /** Events in each commit. Default: from one to four. */
  readonly size?: number;
}

/** Some of several streams, some with all that a commit may have. */
function commitNumber(n: number, size = n % 3 === 0 ? 1 + (n % 4) : 1): Commit {
  const metadata = {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    tracestate: 'vendor=1',
    correlationid: 'the first cause',
    causationid: 'another.1',
    actor: 'zoë',
  };
  const own = { streamId: `task-${n}`, expectedVersion: 0, events: [{ type: 'task.noted.v1', data: UNUSUAL }] };
  return commitOf(n, {
    streams: size > 1 ? [own, part(`task-more-${n}`, 0, size - 1)] : [own],
    ...(n % 2 === 0 && { metadata, request: { fingerprint: `f00d ${n}`, status: 201 } }),
  });
}

/** Appends at once. @returns position of the last event */
export async function fill(database: string, commits: number, { from = 1, size }: FillOptions = {}): Promise<number> {
  return withEvents(database, async (events) => {
    const all = Array.from({ length: commits }, (_, index) => events.append(commitNumber(from + index, size)));
    await Promise.all(all);
    return events.head();
  });
}
