import { expect, it } from '@jest/globals';
import { type Json, MAX_COMMIT_BYTES, type RecordedEvent } from '#libs/event-sourcing';
import { commitOf, part } from '../commits.js';
import type { StoreUnderTest } from './store-under-test.js';

export function pageCases(store: StoreUnderTest): void {
  /** Commits of one to five events over one to three streams. */
  async function someCommits(): Promise<RecordedEvent[]> {
    const commits = [
      [part('task-a', 0, 3)],
      [part('task-b', 0, 1)],
      [part('task-c', 0, 2), part('task-a', 3, 1), part('task-b', 1, 2)],
      [part('task-a', 4, 1)],
      [part('task-c', 2, 2), part('task-b', 3, 1)],
    ];
    const log: RecordedEvent[] = [];
    for (const [n, streams] of commits.entries()) {
      log.push(...(await store.events.append(commitOf(n, { streams }))).commit.events);
    }
    return log;
  }

  it('start at any event, also inside a commit, and give up to as many as asked for', async () => {
    const log = await someCommits();

    for (let after = 0; after < log.length; after++) {
      for (let limit = 1; limit <= log.length + 1; limit++) {
        const events = log.slice(after, after + limit);
        expect(await store.events.readAll(after, limit)).toEqual({ events, position: after + events.length });
      }
    }
  });

  it('join up to the whole log, whatever their size', async () => {
    const log = await someCommits();

    for (let limit = 1; limit <= log.length; limit++) {
      const joined: RecordedEvent[] = [];
      for (let after = 0; after < log.length; ) {
        const { events, position } = await store.events.readAll(after, limit);
        joined.push(...events);
        after = position;
      }
      expect(joined).toEqual(log);
    }
  });

  it('are empty at the head, and of an empty log', async () => {
    expect(await store.events.readAll(0, 10)).toEqual({ events: [], position: 0 });
    const { length } = await someCommits();

    expect(await store.events.readAll(length, 10)).toEqual({ events: [], position: length });
    expect(await store.events.readAll(length + 5, 10)).toEqual({ events: [], position: length + 5 });
  });

  /** Positions at which the pages end. */
  async function ends(head: number): Promise<number[]> {
    const positions: number[] = [];
    for (let after = 0; after < head; ) {
      const { events, position } = await store.events.readAll(after, 100);
      expect(events.map((event) => event.position)).toEqual(events.map((_, index) => after + index + 1));
      expect(position).toBe(after + events.length);
      if (events.length === 0) throw new Error(`an empty page after ${after}`);
      positions.push(position);
      after = position;
    }
    return positions;
  }

  it('end early at 8 MiB, also inside a commit, and are never empty below the head', async () => {
    const whole = 'x'.repeat(MAX_COMMIT_BYTES - 2);
    // Three of these are over the limit in bytes, not in characters; two leave no room for the last one's brackets.
    const third = 'ä'.repeat(MAX_COMMIT_BYTES / 6);
    const half = 'x'.repeat(MAX_COMMIT_BYTES / 2 - 2);
    const events = (...texts: Json[]) => texts.map((data) => ({ type: 'task.noted.v1', data }));
    const append = (n: number, ...texts: Json[]) => {
      const streams = [{ streamId: `task-${n}`, expectedVersion: 0, events: events(...texts) }];
      return store.events.append(commitOf(n, { streams }));
    };
    for (const n of [1, 2, 3]) await append(n, third);
    expect(await ends(3)).toEqual([2, 3]);
    await append(4, whole);
    await append(5, whole);
    await append(6, half, half);
    await append(7, 1);

    expect(await ends(8)).toEqual([2, 3, 4, 5, 7, 8]);
    expect((await store.events.readAll(6, 100)).position).toBe(8);
  });
}
