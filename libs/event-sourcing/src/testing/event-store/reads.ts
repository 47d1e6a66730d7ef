import { expect, it } from '@jest/globals';
import { VersionConflict } from '#libs/event-sourcing';
import { commitOf, idOf, part } from '../commits.js';
import { readLog } from '../read-log.js';
import type { StoreUnderTest } from './store-under-test.js';

export function readCases(store: StoreUnderTest): void {
  it('a stream is read whole or in any range, over commits and the events of other streams', async () => {
    await store.events.append(commitOf(1, { streams: [part('task-a', 0, 2), part('task-b', 0, 1)] }));
    await store.events.append(commitOf(2, { streams: [part('task-b', 1, 2), part('task-a', 2, 1)] }));
    await store.events.append(commitOf(3, { streams: [part('task-a', 3, 2)] }));
    const stream = (await readLog(store.events)).filter(({ streamId }) => streamId === 'task-a');

    expect(await store.events.readStream('task-a')).toEqual({ events: stream, version: 5 });
    for (let after = 0; after <= 6; after++) {
      const rest = stream.slice(after);
      expect(await store.events.readStream('task-a', { after })).toEqual({ events: rest, version: Math.max(after, 5) });
      for (let upTo = 0; upTo <= 6; upTo++) {
        const events = stream.slice(after, upTo);
        const version = after + events.length;
        expect(await store.events.readStream('task-a', { after, upTo })).toEqual({ events, version });
      }
    }
  });

  it('an unknown stream is empty, wherever one starts', async () => {
    await store.events.append(commitOf(1));

    expect(await store.events.readStream('task-unknown')).toEqual({ events: [], version: 0 });
    expect(await store.events.readStream('task-unknown', { after: 3 })).toEqual({ events: [], version: 3 });
  });

  it.each(['task-1', 'task-10', 'TASK-1', 'task-1 ', 'task-', "task-'; --", 'task-ä%_', 'task-\u{1f9f6}'])(
    'a stream is found by its exact name: %s',
    async (streamId) => {
      const others = ['task-2', 'Task-1', 'task-1\t', 'task-100', 'task-x%_'];
      await store.events.append(commitOf(1, { streams: others.map((other) => part(other, 0)) }));
      const { commit } = await store.events.append(commitOf(2, { streams: [part(streamId, 0, 2)] }));

      expect(await store.events.readStream(streamId)).toEqual({ events: commit.events, version: 2 });
    },
  );

  it('a commit is found by its id, unless it was never stored', async () => {
    const { commit } = await store.events.append(commitOf(1, { streams: [part('task-b', 0, 2), part('task-a', 0)] }));
    const { commit: small } = await store.events.append(commitOf(2, { streams: [part('task-b', 2)] }));
    await expect(store.events.append(commitOf(3, { streams: [part('task-b', 2)] }))).rejects.toThrow(VersionConflict);
    await store.events.append(commitOf(4));

    expect(await store.events.readCommit(idOf(1))).toStrictEqual(commit);
    expect(await store.events.readCommit(idOf(2))).toStrictEqual(small);
    expect(await store.events.readCommit(idOf(3))).toBeUndefined();
    expect(await store.events.readCommit('unknown')).toBeUndefined();
  });

  it('the head is the position of the last event, and moves by as many as a commit has', async () => {
    expect(await store.events.head()).toBe(0);
    await store.events.append(commitOf(1, { streams: [part('task-a', 0, 3)] }));
    expect(await store.events.head()).toBe(3);
    await store.events.append(commitOf(2, { streams: [part('task-a', 3, 1), part('task-b', 0, 1)] }));
    expect(await store.events.head()).toBe(5);
  });
}
