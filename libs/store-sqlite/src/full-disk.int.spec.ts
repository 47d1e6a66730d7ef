import { afterAll, expect, it } from '@jest/globals';
import { type EventStore, StoreUnavailable } from '#libs/event-sourcing';
import { commitOf, readLog } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const FULL = 'the disk or the quota of the database file is full: nothing was stored';
const large = { text: 'x'.repeat(100_000) };

async function fill(events: EventStore): Promise<number> {
  for (let n = 1; ; n++) {
    try {
      await events.append(commitOf(n, { data: large }));
    } catch (error) {
      expect(error).toEqual(new StoreUnavailable(FULL));
      return n;
    }
  }
}

it('a full file refuses clearly, keeps what it has, and goes on where something fits or room was made', async () => {
  const path = folder.file();
  const store = await folder.open({ path, maxPages: 200 });
  const refused = await fill(store.events);
  const stored = await readLog(store.events);
  expect(stored.map(({ position }) => position)).toEqual(Array.from({ length: refused - 1 }, (_, n) => n + 1));

  const small = await store.events.append(commitOf(1_000, { data: 'fits' }));
  expect(small.commit.firstPosition).toBe(refused);
  await store.close();

  const roomy = await folder.open({ path });
  const { duplicate, commit } = await roomy.events.append(commitOf(refused, { data: large }));
  expect({ duplicate, firstPosition: commit.firstPosition }).toEqual({ duplicate: false, firstPosition: refused + 1 });
  expect(await readLog(roomy.events)).toEqual([...stored, ...small.commit.events, ...commit.events]);
});

it('one commit too big for the room that is left does not fail its neighbours', async () => {
  const { events } = await folder.open({ maxPages: 100 });
  const large = { text: 'x'.repeat(1_000_000) };

  const results = await Promise.allSettled([
    events.append(commitOf(1)),
    events.append(commitOf(2, { data: large })),
    events.append(commitOf(3)),
  ]);

  expect(results).toMatchObject([
    { value: { commit: { firstPosition: 1 } } },
    { reason: new StoreUnavailable(FULL) },
    { value: { commit: { firstPosition: 2 } } },
  ]);
});

it('a quota below the tables stops the start', async () => {
  await expect(folder.open({ maxPages: 2 })).rejects.toThrow('has no room: free space on its disk or raise its quota');
});
