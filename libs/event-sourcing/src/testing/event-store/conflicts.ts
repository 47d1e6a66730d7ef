import { beforeEach, expect, it } from '@jest/globals';
import { type StreamAppend, VersionConflict } from '#libs/event-sourcing';
import { commitOf, idOf, part } from '../commits.js';
import { readLog } from '../read-log.js';
import type { StoreUnderTest } from './store-under-test.js';

export function conflictCases(store: StoreUnderTest): void {
  /** One stream of two commits: versions 1–2 and 3–5. */
  beforeEach(async () => {
    await store.events.append(commitOf(1, { streams: [part('task-a', 0, 2)] }));
    await store.events.append(commitOf(2, { streams: [part('task-a', 2, 3)] }));
  });

  async function expectRefused(streams: readonly StreamAppend[], streamId: string, actualVersion: number) {
    const before = await readLog(store.events);
    const refused = store.events.append(commitOf(3, { streams }));

    await expect(refused).rejects.toBeInstanceOf(VersionConflict);
    const expectedVersion = streams.find((stream) => stream.streamId === streamId)?.expectedVersion;
    await expect(refused).rejects.toMatchObject({ streamId, expectedVersion, actualVersion });
    expect(await readLog(store.events)).toEqual(before);
    expect(await store.events.readCommit(idOf(3))).toBeUndefined();
  }

  it.each([
    ['lower, as for a new stream', 0],
    ['lower, in the middle of the first commit', 1],
    ['lower, between two commits', 2],
    ['in the middle of the last commit', 3],
    ['in the middle of the last commit', 4],
    ['one higher', 6],
    ['far higher', 7_000],
  ])('refuses an expected version that is %s: %d', (_where, version) => {
    return expectRefused([part('task-a', version)], 'task-a', 5);
  });

  it('refuses a version of a stream that does not exist', () => {
    return expectRefused([part('task-new', 1)], 'task-new', 0);
  });

  it('refuses a version that a part of a commit over several streams has taken, whichever part it is', async () => {
    const streams = [part('task-new', 0), part('task-other', 0), part('task-a', 5, 1), part('task-third', 0)];
    await store.events.append(commitOf(9, { streams }));
    for (const [streamId, version] of [
      ['task-new', 0],
      ['task-other', 0],
      ['task-a', 5],
      ['task-third', 0],
    ] as const) {
      await expectRefused([part(streamId, version)], streamId, version + 1);
    }
  });

  it.each([50, 99, 101, 9_000])('refuses %d, where a stream ends at 100 with a commit that long', async (version) => {
    await store.events.append(commitOf(9, { streams: [part('task-long', 0, 100)] }));

    await expectRefused([part('task-long', version)], 'task-long', 100);
  });

  it.each([0, 1, 2])('stores nothing of a commit whose stream number %d conflicts', async (index) => {
    const streams = [part('task-x', 0, 2), part('task-y', 0, 1)];
    streams.splice(index, 0, part('task-a', 4, 2));

    await expectRefused(streams, 'task-a', 5);

    expect((await store.events.readStream('task-x')).version).toBe(0);
    expect((await store.events.readStream('task-y')).version).toBe(0);
    const corrected = streams.with(index, part('task-a', 5, 2));
    expect((await store.events.append(commitOf(3, { streams: corrected }))).commit.firstPosition).toBe(6);
  });

  it('lets one of many writers in that start from the same version, and tells the others where it stands', async () => {
    const writers = Array.from({ length: 16 }, (_, n) =>
      store.events.append(commitOf(n + 10, { streams: [part(`task-own-${n}`, 0), part('task-a', 5)] })),
    );
    const results = await Promise.allSettled(writers);

    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toHaveLength(15);
    for (const reason of refused) {
      expect(reason).toBeInstanceOf(VersionConflict);
      expect(reason).toMatchObject({ streamId: 'task-a', expectedVersion: 5, actualVersion: 6 });
    }
    expect(await store.events.head()).toBe(7);
  });
}
