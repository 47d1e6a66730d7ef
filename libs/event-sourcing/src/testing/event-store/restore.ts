import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  CommitTooLarge,
  type EventStore,
  InvalidCommit,
  type Json,
  LogContended,
  MAX_COMMIT_BYTES,
  MAX_COMMIT_EVENTS,
  type StoredCommit,
} from '#libs/event-sourcing';
import { commitOf, idOf, part } from '../commits.js';
import { readLog } from '../read-log.js';
import { until } from '../until.js';
import { LogModel } from './log-model.js';
import { originalLog } from './original-log.js';
import type { StoreUnderTest } from './store-under-test.js';

const LATER = '2999-01-01T00:00:00.000Z';

/** What stands in the log, read in every way. */
async function contentOf(events: EventStore, commitIds: readonly string[], streamIds: readonly string[]) {
  const streams = await Promise.all(streamIds.map((streamId) => events.readStream(streamId)));
  const stored = await Promise.all(commitIds.map((commitId) => events.readCommit(commitId)));
  return { head: await events.head(), log: await readLog(events), streams, stored };
}

export function restoreCases(store: StoreUnderTest): void {
  const original = originalLog();
  const ids = original.map(({ commitId }) => commitId);
  const all = original.flatMap(({ events }) => events);
  const streamIds = [...new Set(all.map(({ streamId }) => streamId))];
  const at = (index: number) => original[index] as StoredCommit;

  it.each([1, 2, 3, 7])('is the whole log again, event by event, %d commits at a time', async (count) => {
    for (let from = 0; from < original.length; from += count) {
      await store.events.restore(original.slice(from, from + count));
      expect(await store.events.head()).toBe(original.slice(0, from + count).flatMap(({ events }) => events).length);
    }

    const { streams, ...rest } = await contentOf(store.events, ids, streamIds);
    expect(rest).toStrictEqual({ head: all.length, log: all, stored: original });
    expect(streams.map(({ events }) => events)).toStrictEqual(
      streamIds.map((streamId) => all.filter((event) => event.streamId === streamId)),
    );
  });

  it('takes what one store reads into another one', async () => {
    await store.events.append(commitOf(1, { streams: [part('task-a', 0, 2), part('task-b', 0)] }));
    const request = { fingerprint: 'f00d', status: 201 };
    await store.events.append(commitOf(2, { streams: [part('task-b', 1), part('task-a', 2)], request }));
    const read = (await Promise.all([1, 2].map((n) => store.events.readCommit(idOf(n))))) as StoredCommit[];
    const other = await store.another();

    await other.restore(read);

    const [one, two] = await Promise.all(
      [store.events, other].map((events) => contentOf(events, [idOf(1), idOf(2)], ['task-a', 'task-b'])),
    );
    expect(two).toStrictEqual(one);
  });

  it('does nothing without commits', async () => {
    await store.events.restore([]);

    expect(await store.events.head()).toBe(0);
  });

  it('wakes listeners, who can read what was restored', async () => {
    const pages: Promise<{ position: number }>[] = [];
    store.events.onAppended((position) => void pages.push(store.events.readAll(position - 1, 1)));

    await store.events.restore(original);
    await until(() => pages.length > 0, 'a notice');

    expect(await pages.at(-1)).toMatchObject({ position: all.length });
  });

  describe('that an append follows', () => {
    it('goes on with positions, versions and, behind the clock, with its time', async () => {
      const early = new Date().toISOString();
      await store.events.restore(original);
      const version = all.filter(({ streamId }) => streamId === 'task-a').length;

      const { commit } = await store.events.append(commitOf(8, { streams: [part('task-a', version)] }));

      expect(commit.events).toMatchObject([{ position: all.length + 1, version: version + 1 }]);
      expect(commit.recordedAt >= early).toBe(true);
      expect((await readLog(store.events)).at(-1)).toStrictEqual(commit.events[0]);
    });

    it.each(['at the same time', 'afterwards'])('takes a time over that lies ahead of the clock, %s', async (when) => {
      const ahead = new LogModel(0).with(commitOf(1, { streams: [part('task-a', 0, 2)] }), LATER);
      const restored = store.events.restore(ahead.commits);
      if (when === 'afterwards') await restored;
      const beside = await store.events.append(commitOf(2));
      const wasFirst = beside.commit.firstPosition === 1;
      await restored.catch((error: unknown) => expect({ wasFirst, error }).toMatchObject({ wasFirst: true }));

      const times = (await readLog(store.events)).map(({ recordedAt }) => recordedAt);
      const { recordedAt } = (await store.events.append(commitOf(3))).commit;
      expect(recordedAt >= beside.commit.recordedAt).toBe(true);
      if (!wasFirst) expect([...times, recordedAt]).toEqual([LATER, LATER, LATER, LATER]);
    });

    it('finds every version and every commit id taken', async () => {
      await store.events.restore(original);
      const version = all.filter(({ streamId }) => streamId === 'task-a').length;

      const stale = store.events.append(commitOf(8, { streams: [part('task-a', version - 1)] }));
      await expect(stale).rejects.toMatchObject({ code: 'version_conflict', actualVersion: version });
      const again = await store.events.append(commitOf(3, { streams: [part('task-new', 0)] }));
      expect(again).toStrictEqual({ duplicate: true, commit: at(2) });
    });
  });

  describe('is refused before anything is written', () => {
    beforeEach(() => store.events.restore(original.slice(0, 3)));

    async function expectRefused(stored: readonly StoredCommit[]): Promise<void> {
      const before = await contentOf(store.events, ids, streamIds);

      await expect(store.events.restore(stored)).rejects.toBeInstanceOf(InvalidCommit);

      expect(await contentOf(store.events, ids, streamIds)).toStrictEqual(before);
      await store.events.restore(original.slice(3));
      expect(await readLog(store.events)).toStrictEqual(all);
    }

    /** After what is stored, with any other id, streams and time. */
    function next(n: number, streams: Parameters<typeof commitOf>[1], recordedAt = at(2).recordedAt): StoredCommit {
      const log = new LogModel(0, original.slice(0, 3)).with(commitOf(n, streams), recordedAt);
      return log.commits.at(-1) as StoredCommit;
    }

    it.each<[string, StoredCommit[]]>([
      ['a hole before it', original.slice(4)],
      ['a hole in it', [at(3), at(5)]],
      ['what is already there', original.slice(0, 3)],
      ['the last one that is already there', [at(2)]],
      ['an overlap', original.slice(2)],
      ['two in the wrong order', [at(4), at(3)]],
      ['the same one twice', [at(3), at(3)]],
      ['nothing but a position too high', [elsewhere(1)]],
      ['nothing but a position too low', [elsewhere(-1)]],
      ['a commit id that is stored', [next(1, {})]],
      ['a version that is taken', [next(8, { streams: [part('task-new', 0), part('task-a', 1)] })]],
      ['a version after a gap', [next(8, { streams: [part('task-a', 4)] })]],
      ['a version of a stream that does not exist', [next(8, { streams: [part('task-new', 1)] })]],
      ['a version after a gap, not in its first commit', gapInSecond()],
      ['a time before that of the last commit', [next(8, {}, '2020-01-01T00:00:00.000Z')]],
      ['a commit without events', [{ ...at(3), events: [] }]],
      ['a commit cut off at its start', [{ ...at(3), events: at(3).events.slice(1) }]],
      ['events of another commit', [{ ...at(3), events: at(4).events }]],
      ['no time', [{ ...at(3), recordedAt: 'yesterday' }]],
    ])('with %s', (_what, stored) => expectRefused(stored));

    /** In no other way tied to what is stored. */
    function elsewhere(offset: number): StoredCommit {
      const head = original.slice(0, 3).flatMap(({ events }) => events).length;
      return new LogModel(head + offset).with(commitOf(8), LATER).commits[0] as StoredCommit;
    }

    function gapInSecond(): StoredCommit[] {
      const log = new LogModel(0, original.slice(0, 4)).with(
        commitOf(8, { streams: [part('task-new', 0), part('task-b', 5)] }),
        at(3).recordedAt,
      );
      return log.commits.slice(3);
    }
  });

  it('is refused where an empty store is to start in the middle', async () => {
    await expect(store.events.restore(original.slice(1))).rejects.toBeInstanceOf(InvalidCommit);

    expect(await readLog(store.events)).toEqual([]);
    await store.events.restore(original);
  });

  it.each<[string, Json[]]>([
    ['events', Array.from({ length: MAX_COMMIT_EVENTS + 1 }, (_, n) => n)],
    ['bytes', ['€'.repeat(MAX_COMMIT_BYTES / 2), 'x']],
  ])('is refused with a commit of too many %s, and nothing before it is written', async (_what, data) => {
    const events = data.map((each) => ({ type: 'task.noted.v1', data: each }));
    const large = commitOf(8, { streams: [{ streamId: 'task-large', expectedVersion: 0, events }] });
    const log = new LogModel(0, original).with(large, LATER);

    await expect(store.events.restore(log.commits)).rejects.toBeInstanceOf(CommitTooLarge);

    expect(await store.events.head()).toBe(0);
  });

  it('may hold a commit as large as one can be', async () => {
    const log = new LogModel(0, original).with(commitOf(8, { streams: [part('task-c', 0, MAX_COMMIT_EVENTS)] }), LATER);
    await store.events.restore(log.commits);

    expect(await readLog(store.events)).toStrictEqual(log.events);
  });

  it('is what was given, whatever the giver does to it from then on', async () => {
    const given = JSON.parse(JSON.stringify(original)) as { commitId: string; events: { data: Json }[] }[];
    const restoring = store.events.restore(given as unknown as StoredCommit[]);
    for (const commit of given) {
      for (const event of commit.events) event.data = 'changed';
      commit.events.length = 1;
      commit.commitId = 'changed';
    }
    given.length = 1;
    await restoring;

    expect(await readLog(store.events)).toStrictEqual(all);
  });

  it('leaves either all or a prefix of whole commits beside appends at the same time, and says which', async () => {
    for (let round = 0; round < 10; round++) {
      const events = await store.another();
      const early = [100, 101, 102].slice(0, round % 4).map((n) => events.append(commitOf(n)));
      const restored = events.restore(original);
      const late = [103, 104].map((n) => events.append(commitOf(n)));

      const [outcome] = await Promise.allSettled([restored]);
      const appended = (await Promise.all([...early, ...late])).map(({ commit }) => commit);

      const log = await readLog(events);
      expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
      const kept = log.filter(({ id }) => !appended.some(({ commitId }) => id.startsWith(commitId)));
      expect(kept).toStrictEqual(all.slice(0, kept.length));
      const ends = original.map((_, index) => original.slice(0, index).flatMap((each) => each.events).length);
      expect([...ends, all.length]).toContain(kept.length);
      for (const { events: acknowledged } of appended) expect(log).toEqual(expect.arrayContaining([...acknowledged]));
      if (outcome.status === 'fulfilled') expect(kept).toHaveLength(all.length);
      else expect([InvalidCommit, LogContended]).toContain(outcome.reason.constructor);
      if (outcome.status === 'rejected' && outcome.reason instanceof InvalidCommit) expect(kept).toEqual([]);
    }
  });
}
