import { expect, it } from '@jest/globals';
import { commitOf, idOf, part } from '../commits.js';
import type { StoreUnderTest } from './store-under-test.js';

export function idempotencyCases(store: StoreUnderTest): void {
  it('answers a commit sent again with what is stored, and stores nothing', async () => {
    const commit = commitOf(1, { streams: [part('task-a', 0, 2), part('task-b', 0, 1)] });
    const first = await store.events.append(commit);

    expect(await store.events.append(commit)).toStrictEqual({ duplicate: true, commit: first.commit });
    expect(await store.events.head()).toBe(3);
  });

  it.each([0, 1, 2, 3, 9])(
    'does so before any conflict: expectedVersion %d where the stream went on',
    async (version) => {
      const first = await store.events.append(commitOf(1, { streams: [part('task-a', 0, 2)] }));
      await store.events.append(commitOf(2, { streams: [part('task-a', 2, 1)] }));

      const again = await store.events.append(commitOf(1, { streams: [part('task-a', version, 2)] }));

      expect(again).toStrictEqual({ duplicate: true, commit: first.commit });
      expect(await store.events.head()).toBe(3);
    },
  );

  it('gives what was stored then, whatever is sent now under the same id', async () => {
    const request = { fingerprint: 'first', status: 201 };
    const first = await store.events.append(commitOf(1, { streams: [part('task-a', 0, 2)], request }));
    const other = commitOf(1, {
      streams: [part('task-b', 0, 3), part('task-a', 7, 1)],
      metadata: { correlationid: 'another', actor: 'somebody else' },
      request: { fingerprint: 'second', status: 204 },
    });

    expect(await store.events.append(other)).toStrictEqual({ duplicate: true, commit: first.commit });
    expect(await store.events.readStream('task-b')).toEqual({ events: [], version: 0 });
    expect(await store.events.head()).toBe(2);
  });

  it('stores one of several sent at the same time, and answers all with that one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => store.events.append(commitOf(1, { streams: [part(`task-${n}`, 0, 2)] }))),
    );

    const stored = answers.filter(({ duplicate }) => !duplicate);
    expect(stored).toHaveLength(1);
    for (const { commit } of answers) expect(commit).toStrictEqual(stored[0]?.commit);
    expect(await store.events.head()).toBe(2);
  });

  it('tells apart commits that only look alike', async () => {
    await store.events.append(commitOf(1));

    const { duplicate } = await store.events.append({ ...commitOf(2), commitId: `${idOf(1)} ` });

    expect(duplicate).toBe(false);
  });
}
