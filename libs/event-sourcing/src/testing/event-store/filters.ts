import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type LogFilter, MAX_COMMIT_BYTES, MAX_COMMIT_EVENTS, type RecordedEvent } from '#libs/event-sourcing';
import { commitOf } from '../commits.js';
import type { StoreUnderTest } from './store-under-test.js';

const RUNS = 200;
const MOST_CALLS = 300;
const TYPES = ['noted.v1', 'noted.v10', 'moved.v1', 'never.v1'];
/** Some begin as others do, or as what a store makes of them; some would mean something to a pattern. */
const STREAMS = ['task-1', 'task-10', 'task-1@0', 'task-.*', 'Task-1', 'task-\0', 'none-1'];

const filters = fc.record(
  {
    types: fc.uniqueArray(fc.constantFrom(...TYPES), { maxLength: 3 }),
    streams: fc.array(fc.constantFrom(...STREAMS), { maxLength: 4 }),
    backwards: fc.boolean(),
  },
  { requiredKeys: [] },
);

function filtered(log: readonly RecordedEvent[], after: number, { types, streams, backwards }: LogFilter) {
  const wanted = log.filter(
    ({ type, streamId, position }) =>
      (backwards ? position < after : position > after) &&
      (types?.includes(type) ?? true) &&
      (streams?.includes(streamId) ?? true),
  );
  return backwards ? wanted.toReversed() : wanted;
}

export function filterCases(store: StoreUnderTest): void {
  interface Joined {
    readonly events: readonly RecordedEvent[];
    readonly calls: number;
    readonly end: number;
  }

  /** All pages from there on, up to the one that moves no more. */
  async function pagesFrom(from: number, limit: number, filter: LogFilter): Promise<Joined> {
    const events: RecordedEvent[] = [];
    let after = from;
    for (let calls = 1; calls <= MOST_CALLS; calls++) {
      const page = await store.events.readAll(after, limit, filter);
      expect(page.events.length).toBeLessThanOrEqual(limit);
      events.push(...page.events);
      if (page.position === after) return { events, calls, end: after };
      expect(filter.backwards ? after - page.position : page.position - after).toBeGreaterThan(0);
      after = page.position;
    }
    throw new Error('the pages come to no end');
  }

  /** Forty commits of one to four events over one to three streams, of three types. */
  async function someCommits(): Promise<RecordedEvent[]> {
    const versions = new Map<string, number>();
    const log: RecordedEvent[] = [];
    for (let n = 0; n < 40; n++) {
      const chosen = [n, ...(n % 3 === 0 ? [n + 2, n + 4] : [])].map((each) => STREAMS[each % 6] ?? '');
      const streams = [...new Set(chosen)].map((streamId, part) => {
        const expectedVersion = versions.get(streamId) ?? 0;
        const count = 1 + ((n + part) % 4);
        versions.set(streamId, expectedVersion + count);
        const events = Array.from({ length: count }, (_, e) => ({
          type: TYPES[(n + e * e) % 3] ?? '',
          data: { n, e },
        }));
        return { streamId, expectedVersion, events };
      });
      log.push(...(await store.events.append(commitOf(n, { streams }))).commit.events);
    }
    return log;
  }

  it('joins up to what the filter leaves, from anywhere, in both directions, in pages of any size', async () => {
    const log = await someCommits();
    const from = fc.oneof(fc.nat(log.length + 3), fc.constant(Number.POSITIVE_INFINITY));
    const property = fc.asyncProperty(filters, from, fc.integer({ min: 1, max: 20 }), async (filter, after, limit) => {
      const start = filter.backwards || Number.isFinite(after) ? after : 0;
      const { events } = await pagesFrom(start, limit, filter);

      expect(events).toEqual(filtered(log, start, filter));
    });

    await fc.assert(property, { numRuns: RUNS });
  }, 60_000);

  it('says up to where it was searched: the head, or backwards the first position', async () => {
    const { length: head } = await someCommits();
    const never = { types: ['never.v1'] };
    const nowhere = { streams: ['none-1'] };

    for (const filter of [never, nowhere, { ...never, ...nowhere }, { types: [] }, { streams: [] }, {}]) {
      const forwards = await pagesFrom(0, 1_000, filter);
      const backwards = await pagesFrom(Number.POSITIVE_INFINITY, 1_000, { ...filter, backwards: true });
      expect([forwards.end, backwards.end]).toEqual([head, 1]);
    }
  });

  it('gives the newest at once when read backwards, and goes on before the last one given', async () => {
    const log = await someCommits();

    const newest = await store.events.readAll(Number.POSITIVE_INFINITY, 3, { backwards: true });
    expect(newest).toEqual({ events: log.toReversed().slice(0, 3), position: log.length - 2 });
    const next = await store.events.readAll(newest.position, 2, { backwards: true });
    expect(next.events).toEqual(log.toReversed().slice(3, 5));
  });

  it('of an empty log, and at both ends, nothing is found and nothing moves', async () => {
    expect(await store.events.readAll(0, 10, { types: ['noted.v1'] })).toEqual({ events: [], position: 0 });
    const backwards = await store.events.readAll(Number.POSITIVE_INFINITY, 10, { backwards: true });
    expect(backwards).toEqual({ events: [], position: 1 });
    const { length: head } = await someCommits();

    expect(await store.events.readAll(1, 10, { backwards: true })).toEqual({ events: [], position: 1 });
    expect(await store.events.readAll(head, 10, { streams: ['task-1'] })).toEqual({ events: [], position: head });
    expect(await store.events.readAll(head + 5, 10, {})).toEqual({ events: [], position: head + 5 });
  });

  it('finds what was appended after the end was reached', async () => {
    const { length: head } = await someCommits();
    const { end } = await pagesFrom(0, 10, { types: ['late.v1'] });
    expect(end).toBe(head);
    const late = { streamId: 'late-1', expectedVersion: 0, events: [{ type: 'late.v1', data: 1 }] };
    const { commit } = await store.events.append(commitOf(99, { streams: [late] }));

    for (const filter of [{ types: ['late.v1'] }, { streams: ['late-1'] }]) {
      expect(await store.events.readAll(end, 10, filter)).toEqual({ events: commit.events, position: head + 1 });
    }
  });

  it.each([false, true])('ends a page early at 8 MiB of what is wanted alone, backwards: %s', async (backwards) => {
    const third = 'ä'.repeat(MAX_COMMIT_BYTES / 6);
    const append = (n: number, type: string) =>
      store.events.append(
        commitOf(n, { streams: [{ streamId: `task-${n}`, expectedVersion: 0, events: [{ type, data: third }] }] }),
      );
    for (const [n, type] of ['a.v1', 'b.v1', 'a.v1', 'b.v1', 'a.v1'].entries()) await append(n, type);

    for (const filter of [{ types: ['a.v1'] }, { streams: ['task-0', 'task-2', 'task-4'] }]) {
      const start = backwards ? Number.POSITIVE_INFINITY : 0;
      const page = await store.events.readAll(start, 10, { ...filter, backwards });
      expect(page.events.map(({ position }) => position)).toEqual(backwards ? [5, 3] : [1, 3]);
      expect(page.position).toBe(3);
      const rest = await store.events.readAll(3, 10, { ...filter, backwards });
      expect(rest.events.map(({ position }) => position)).toEqual(backwards ? [1] : [5]);
    }
  });

  describe('of a long log', () => {
    const many = (streamId: string) => ({
      streamId,
      expectedVersion: 0,
      events: Array.from({ length: MAX_COMMIT_EVENTS }, (_, n) => ({ type: 'many.v1', data: n })),
    });
    const one = (streamId: string) => ({ streamId, expectedVersion: 0, events: [{ type: 'one.v1', data: 1 }] });
    const POSITIONS = [1, 2 + MAX_COMMIT_EVENTS, 3 + 2 * MAX_COMMIT_EVENTS];

    async function longLog(): Promise<void> {
      const streams = [[one('a-1')], [many('b-1')], [one('a-2')], [many('b-2')], [one('a-3')]];
      for (const [n, each] of streams.entries()) await store.events.append(commitOf(n, { streams: each }));
    }

    it('a part is searched at a time by type, all of it by stream', async () => {
      await longLog();

      for (const backwards of [false, true]) {
        const start = backwards ? Number.POSITIVE_INFINITY : 0;
        const expected = backwards ? POSITIONS.toReversed() : POSITIONS;
        const byType = await pagesFrom(start, 10, { types: ['one.v1'], backwards });
        expect(byType.events.map(({ position }) => position)).toEqual(expected);
        expect(byType.calls).toBeGreaterThan(2);
        expect(byType.calls).toBeLessThan(10);
        const byStream = await pagesFrom(start, 10, { streams: ['a-1', 'a-2', 'a-3'], backwards });
        expect(byStream.events).toEqual(byType.events);
        expect(byStream.calls).toBe(2);
      }
    });
  });
}
