import { expect, it } from '@jest/globals';
import { type Commit, InvalidCommit, type Json } from '#libs/event-sourcing';
import { commitOf, part } from '../commits.js';
import type { StoreUnderTest } from './store-under-test.js';

const circle: { self?: Json } = {};
circle.self = circle as Json;

/** Deeper than a JSON text can be written. */
function endless(): Json {
  let data: Json = null;
  for (let depth = 0; depth < 100_000; depth++) data = [data];
  return data;
}

function withData(data: unknown): Partial<Commit> {
  const events = [{ type: 'task.noted.v1', data: data as Json }];
  return { streams: [part('task-a', 0), { streamId: 'task-b', expectedVersion: 0, events }] };
}

const INVALID: [string, Partial<Commit>][] = [
  ['no id', { commitId: '' }],
  ['no stream', { streams: [] }],
  ['a stream without events', { streams: [part('task-a', 0), part('task-b', 0, 0)] }],
  ['a stream twice', { streams: [part('task-a', 0), part('task-b', 0), part('task-a', 1)] }],
  ['a stream without a name', { streams: [part('task-a', 0), part('', 0)] }],
  ...[Number.NaN, 1.5, -1, Number.POSITIVE_INFINITY, 2 ** 53].map((version): [string, Partial<Commit>] => [
    `the expected version ${version}`,
    { streams: [part('task-a', 0), { ...part('task-b', 0), expectedVersion: version }] },
  ]),
  ['an event without data', withData(undefined)],
  ['data that contain themselves', withData(circle)],
  ['data with what JSON has no word for', withData(1n)],
  ['data deeper than JSON can be written', withData(endless())],
];

export function validityCases(store: StoreUnderTest): void {
  it.each(INVALID)('refuses a commit with %s before anything is written', async (_rule, changes) => {
    await store.events.append(commitOf(1));
    const invalid = commitOf(2, changes);

    await expect(store.events.append(invalid)).rejects.toBeInstanceOf(InvalidCommit);

    expect(await store.events.head()).toBe(1);
    expect(await store.events.readCommit(invalid.commitId)).toBeUndefined();
    expect((await store.events.append(commitOf(2))).commit.firstPosition).toBe(2);
  });
}
