import { afterAll, describe, expect, it } from '@jest/globals';
import { chmodSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseUnusable } from '#libs/event-sourcing';
import { SqliteStore } from '#libs/store-sqlite';
import { commitOf } from '#testing/event-sourcing';
import { ChildProgram, killChildren, TemporaryFolder } from '#testing/store-sqlite';

const folder = new TemporaryFolder();
afterAll(async () => {
  killChildren();
  await folder.remove();
});

async function storedFile(): Promise<string> {
  const path = join(folder.path, crypto.randomUUID(), 'log.db');
  const store = await folder.open({ path });
  const data = { text: 'x'.repeat(1_000) };
  await Promise.all(Array.from({ length: 100 }, (_, n) => store.events.append(commitOf(n + 1, { data }))));
  await store.close();
  return path;
}

async function refusal(path: string): Promise<Error> {
  const opened = await SqliteStore.open({ path }).catch((error: unknown) => error);
  if (opened instanceof SqliteStore) await opened.close();
  expect(opened).toBeInstanceOf(DatabaseUnusable);
  return opened as Error;
}

describe('a corrupt file stops the start and is not written to', () => {
  const damages: Record<string, (path: string) => void> = {
    'garbage where its header was': (path) => overwrite(path, 0),
    'no database at all': (path) => writeFileSync(path, 'id;title\n1;bread\n'.repeat(500)),
    'a damaged page in its middle': (path) => overwrite(path, Math.floor(readFileSync(path).length / 8192) * 4096),
    'its second half gone': (path) => truncateSync(path, Math.floor(readFileSync(path).length / 8192) * 4096),
    'less than a page left': (path) => truncateSync(path, 700),
  };

  it.each(Object.keys(damages))('%s', async (damage) => {
    const path = await storedFile();
    damages[damage]?.(path);
    const before = readFileSync(path);

    const { message } = await refusal(path);

    expect(message).toBe(
      `the database file ${path} is damaged or not a database: put a backup in its place, or move it away to start with an empty one`,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['log.db']);
  });
});

function overwrite(path: string, offset: number): void {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xa5, offset, offset + 4096));
}

describe('a file of another program stops the start and is not written to', () => {
  it.each([
    ['tables of its own', 'CREATE TABLE other (id)', 'belongs to another program: choose another file'],
    [
      'a later version of the tables',
      'CREATE TABLE events (id); PRAGMA application_id = 1131177335; PRAGMA user_version = 99',
      'was made by another version of this program: start that version',
    ],
  ])('%s', async (_, sql, why) => {
    const path = folder.file();
    const db = new DatabaseSync(path);
    db.exec(sql);
    db.close();
    const before = readFileSync(path);

    expect((await refusal(path)).message).toBe(`the database file ${path} ${why}`);
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

it('a folder in the place of the file, or a file in the place of the folder, stops the start', async () => {
  const path = await storedFile();

  expect((await refusal(dirname(path))).message).toContain('is not a file');
  expect((await refusal(join(path, 'log.db'))).message).toContain('cannot be opened for writing');
});

describe('without permission to write', () => {
  it.each([
    ['the file', 0o444, 0o777],
    ['its folder', 0o666, 0o555],
    ['both', 0o444, 0o555],
  ])('to %s the start says so', async (_, fileMode, folderMode) => {
    const path = await storedFile();
    chmodSync(folder.path, 0o755);
    chmodSync(path, fileMode);
    chmodSync(dirname(path), folderMode);

    // Modes mean nothing to root.
    const child = new ChildProgram('./open-once.ts', [path], process.getuid?.() === 0 ? { uid: 65_534 } : {});

    expect(await child.end()).toEqual([
      {
        name: 'DatabaseUnusable',
        message: `the database file ${path} cannot be opened for writing: give this user write permission on the file and its folder`,
      },
    ]);
    chmodSync(dirname(path), 0o755);
  });
});

it('an empty file, and one that a crash left before its tables were made, is a new database', async () => {
  const [empty, headerOnly] = [folder.file(), folder.file()];
  writeFileSync(empty, '');
  const db = new DatabaseSync(headerOnly);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA user_version = 0');
  db.close();

  for (const path of [empty, headerOnly]) {
    const store = await folder.open({ path });
    expect((await store.events.append(commitOf(1))).commit.firstPosition).toBe(1);
  }
});
