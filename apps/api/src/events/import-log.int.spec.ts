import { afterAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { commitOf, readLog } from '#testing/event-sourcing';
import { HereAndThere, TemporaryFolder } from '#testing/store-sqlite';
import { linesOf } from './event-line.js';
import { MigrationFailed } from './failures.js';
import { importLog } from './import-log.js';
import { Input } from './input.js';
import { Progress } from './progress.js';
import { readCommits } from './read-commits.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const progress = new Progress('import');
const { signal } = new AbortController();

const file = join(folder.path, 'log.ndjson');

/** Writes its lines to the file. */
async function logOf(commits: number): Promise<EventStore> {
  const { events } = await MemoryStore.open();
  for (let n = 1; n <= commits; n++) await events.append(commitOf(n, { data: { text: 'x'.repeat(20_000) } }));
  let lines = '';
  for await (const page of readCommits(events, await events.head())) lines += page.map(linesOf).join('');
  writeFileSync(file, lines);
  return events;
}

async function importFile(events: EventStore) {
  return importLog(events, await Input.open(file, signal), progress, signal);
}

it('a full disk stops an import with what to do, and it goes on where room was made', async () => {
  const events = await logOf(600);
  const path = folder.file();
  const small = await folder.open({ path, maxPages: 2_000 });

  const full = importFile(small.events);
  await expect(full).rejects.toBeInstanceOf(MigrationFailed);
  const stored = await small.events.head();
  const message = `the disk or the quota of the database file is full: nothing was stored. Everything up to position ${stored} is stored: run the import again, and it goes on there`;
  await expect(full).rejects.toThrow(message);
  expect(stored).toBeGreaterThan(0);
  await small.close();

  const roomy = await folder.open({ path });
  expect((await importFile(roomy.events)).events).toBe(600);
  expect(await readLog(roomy.events)).toEqual(await readLog(events));
});

describe('what was imported is read back: an import fails', () => {
  it('where some of it is missing', async () => {
    await logOf(3);
    const [here, there] = [await MemoryStore.open(), await MemoryStore.open()];

    const failed = importFile(new HereAndThere(here.events, there.events));

    await expect(failed).rejects.toEqual(new MigrationFailed('the log in the database ends before position 3'));
  });

  it('where it is something else', async () => {
    const events = await logOf(3);
    const { events: other } = await MemoryStore.open();
    for (let n = 1; n <= 3; n++) await other.append(commitOf(n));
    class Deceptive extends HereAndThere {
      override async head(): Promise<number> {
        return 0;
      }
    }
    const here = await MemoryStore.open();

    const failed = importFile(new Deceptive(here.events, other));

    await expect(failed).rejects.toThrow(
      'the database gives back another log than the input:\nthe input: 3 events in 3',
    );
    expect(await readLog(here.events)).toEqual(await readLog(events));
  });
});
