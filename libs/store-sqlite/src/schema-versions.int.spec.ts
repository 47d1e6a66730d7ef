import { afterAll, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { commitOf } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { SCHEMA } from './schema.js';
import { Writer } from './writer.js';

/** As version 1 of the program made it. */
const VERSION_1 = `
  CREATE TABLE commits (
    first_position INTEGER PRIMARY KEY,
    commit_id TEXT NOT NULL UNIQUE,
    recorded_at TEXT NOT NULL,
    metadata TEXT NOT NULL,
    request TEXT
  ) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    first_position INTEGER NOT NULL,
    stream_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (stream_id, version)
  ) STRICT;
  CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL,
    beat INTEGER NOT NULL,
    checkpoint INTEGER NOT NULL,
    held INTEGER NOT NULL
  ) STRICT;
  PRAGMA application_id = 1131177335;
  PRAGMA user_version = 1;
  INSERT INTO commits VALUES (1, 'first', '2026-01-01T00:00:00.000Z', '{"correlationid":"c"}', NULL);
  INSERT INTO events VALUES (1, 1, 'task-1', 1, 'task.created.v1', '{"n":1}');
  INSERT INTO leases VALUES ('tasks.v1.g1', 3, 7, 1, 0);
`;

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

function madeBy(sql: string): string {
  const path = folder.file();
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode = WAL; ${sql}`);
  db.close();
  return path;
}

function schemaOf(path: string): unknown {
  const db = new DatabaseSync(path, { readOnly: true });
  const schema = db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
  const version = db.prepare('SELECT * FROM pragma_user_version, pragma_application_id').get();
  db.close();
  return { schema, version };
}

async function newFile(): Promise<string> {
  const path = folder.file();
  await (await folder.open({ path })).close();
  return path;
}

it('a file of version 1 is brought up to date in place, and keeps what it holds', async () => {
  const path = madeBy(VERSION_1);
  const store = await folder.open({ path });

  expect((await store.events.readAll(0, 10)).events).toMatchObject([{ id: 'first.1', data: { n: 1 }, position: 1 }]);
  expect(await store.leases.read('tasks.v1.g1')).toEqual({ epoch: 3, beat: 7, checkpoint: 1, held: false });
  const record = { fingerprint: 'f', outcome: null };
  expect(await store.keys.remember('key', record, 60_000)).toEqual(record);
  expect((await store.events.append(commitOf(2))).commit.firstPosition).toBe(2);
  await store.close();
  expect(schemaOf(path)).toEqual(schemaOf(await newFile()));
});

it('several that open it at the same moment bring it up to date once', async () => {
  const path = madeBy(VERSION_1);
  const stores = await Promise.all(Array.from({ length: 4 }, () => folder.open({ path })));

  const record = { fingerprint: 'f', outcome: null };
  for (const { keys } of stores) expect(await keys.remember('key', record, 60_000)).toEqual(record);
  await Promise.all(stores.map((store) => store.close()));
  expect(schemaOf(path)).toEqual(schemaOf(await newFile()));
});

it('what a newer program made in the meantime is not touched', () => {
  const path = madeBy(`${VERSION_1} PRAGMA user_version = ${SCHEMA.length + 1}`);
  const before = schemaOf(path);
  const signal = new Int32Array(new SharedArrayBuffer(4));

  expect(() => new Writer({ path, schema: SCHEMA, busyMs: 100, signal })).toThrow(
    expect.objectContaining({ errcode: 17 }),
  );
  expect(schemaOf(path)).toEqual(before);
});
