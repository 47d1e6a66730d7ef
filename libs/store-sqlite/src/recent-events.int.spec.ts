import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Commit, type EventStore, type Observe } from '#libs/event-sourcing';
import { commitOf, idOf, readLog } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const reads: string[] = [];
const countReads: Observe = (stage, _detail, work) => {
  if (stage === 'read') reads.push(stage);
  return work();
};
let path: string;
let here: EventStore;
let there: EventStore;

beforeEach(async () => {
  path = folder.file();
  here = (await folder.open({ path, observe: countReads })).events;
  there = (await folder.open({ path })).events;
  reads.length = 0;
});

function commitOfTwo(n: number): Commit {
  const commitId = idOf(n);
  const events = [1, 2].map((data) => ({ type: 'task.noted.v1', data: { data, text: 'ä'.repeat(n) } }));
  return commitOf(n, { streams: [{ streamId: `task-${commitId}`, expectedVersion: 0, events }] });
}

describe('events just acknowledged', () => {
  it('are read without the database, exactly as the database gives them', async () => {
    for (let n = 1; n <= 5; n++) await here.append(commitOfTwo(n));

    for (let after = 0; after < 10; after++) {
      for (const limit of [1, 3, 100]) {
        expect(await here.readAll(after, limit)).toEqual(await there.readAll(after, limit));
      }
    }
    expect(reads).toEqual([]);
  });

  it('are there before anybody is woken or answered', async () => {
    const pages: Promise<{ position: number }>[] = [];
    here.onAppended((position) => pages.push(here.readAll(position - 1, 1)));

    await Promise.all([1, 2, 3].map((n) => here.append(commitOf(n))));

    expect((await Promise.all(pages)).map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(reads).toEqual([]);
  });

  it('give way to the database where another process appended in between', async () => {
    await here.append(commitOf(1));
    await there.append(commitOf(2));
    await here.append(commitOf(3));
    expect((await readLog(here)).map(({ position }) => position)).toEqual([1, 2, 3]);
    await there.append(commitOf(4));
    expect((await here.readAll(2, 10)).events.map(({ position }) => position)).toEqual([3]);
    expect((await here.readAll(3, 10)).events.map(({ position }) => position)).toEqual([4]);
    expect(reads.length).toBeGreaterThan(0);
  });

  it('stay bounded, whatever was appended', async () => {
    const events = Array.from({ length: 9_000 }, () => ({ type: 'task.noted.v1', data: null }));
    await here.append(commitOf(1, { streams: [{ streamId: 'task-many', expectedVersion: 0, events }] }));

    expect((await readLog(here)).map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
    expect(reads.length).toBeGreaterThan(0);
  });
});
