import { expect, it } from '@jest/globals';
import { type Commit, CommitTooLarge, type Json, MAX_COMMIT_BYTES, MAX_COMMIT_EVENTS } from '#libs/event-sourcing';
import { commitOf, idOf, part } from '../commits.js';
import type { StoreUnderTest } from './store-under-test.js';

/** A text that is so many bytes of JSON, most of them in characters of three bytes. */
function textOf(bytes: number): string {
  const inside = bytes - '""'.length;
  return '€'.repeat(Math.floor(inside / 3)) + 'x'.repeat(inside % 3);
}

function ofTexts(...sizes: number[]): Commit {
  const streams = sizes.map((size, index) => {
    const events = [{ type: 'task.noted.v1', data: textOf(size) as Json }];
    return { streamId: `task-${index}`, expectedVersion: 0, events };
  });
  return commitOf(1, { streams });
}

export function limitCases(store: StoreUnderTest): void {
  async function expectRefused(commit: Commit): Promise<void> {
    await expect(store.events.append(commit)).rejects.toBeInstanceOf(CommitTooLarge);
    expect(await store.events.head()).toBe(0);
    expect(await store.events.readCommit(commit.commitId)).toBeUndefined();
  }

  async function expectStored(commit: Commit, events: number): Promise<void> {
    await store.events.append(commit);
    expect((await store.events.readCommit(idOf(1)))?.events).toHaveLength(events);
    expect(await store.events.head()).toBe(events);
  }

  it('stores as many events as a commit may have', () => {
    return expectStored(commitOf(1, { streams: [part('task-a', 0, MAX_COMMIT_EVENTS)] }), MAX_COMMIT_EVENTS);
  });

  it('refuses one event more, counted over all streams', () => {
    return expectRefused(commitOf(1, { streams: [part('task-a', 0, MAX_COMMIT_EVENTS), part('task-b', 0, 1)] }));
  });

  it('stores as many bytes as a commit may have', () => {
    return expectStored(ofTexts(MAX_COMMIT_BYTES), 1);
  });

  it('refuses one byte more, counted as UTF-8', () => {
    return expectRefused(ofTexts(MAX_COMMIT_BYTES + 1));
  });

  it('counts bytes over all streams', async () => {
    await expectRefused(ofTexts(MAX_COMMIT_BYTES / 2, MAX_COMMIT_BYTES / 2, 3));
    await expectStored(ofTexts(MAX_COMMIT_BYTES / 2, MAX_COMMIT_BYTES / 2 - 3, 3), 3);
  });
}
