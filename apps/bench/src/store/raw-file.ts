import { DatabaseSync } from 'node:sqlite';
import type { Commit } from '#libs/event-sourcing';
import { SqliteStore } from '#libs/store-sqlite';

/** A file with the store's own tables and indexes, written and read by the driver alone, as durable as the store. */
export async function openRaw(path: string): Promise<DatabaseSync> {
  await (await SqliteStore.open({ path })).close();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  return database;
}

/** Prepared statements, so many commits a transaction, nothing checked. */
export function insertRaw(database: DatabaseSync, commits: readonly Commit[], perTransaction: number): void {
  const insertCommit = database.prepare('INSERT INTO commits VALUES (?, ?, ?, ?, NULL)');
  const insertEvent = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)');
  let position = 0;
  for (let start = 0; start < commits.length; start += perTransaction) {
    const recordedAt = new Date().toISOString();
    database.exec('BEGIN IMMEDIATE');
    for (const { commitId, metadata, streams } of commits.slice(start, start + perTransaction)) {
      const firstPosition = position + 1;
      insertCommit.run(firstPosition, commitId, recordedAt, JSON.stringify(metadata));
      for (const { streamId, expectedVersion, events } of streams) {
        events.forEach(({ type, data }, index) => {
          insertEvent.run(++position, firstPosition, streamId, expectedVersion + index + 1, type, JSON.stringify(data));
        });
      }
    }
    database.exec('COMMIT');
  }
}

export function countRaw(database: DatabaseSync): number {
  return Number(database.prepare('SELECT count(*) AS count FROM events').get()?.count);
}
