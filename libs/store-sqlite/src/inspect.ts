import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { DatabaseUnusable } from '#libs/event-sourcing';
import { codeOf, openFailure, refused } from './failures.js';
import { APPLICATION_ID, SCHEMA } from './schema.js';

/** Reading every page takes about 0.7 s a GiB: a larger file is checked as far as its schema and its newest rows. */
const FULL_CHECK_BYTES = 256 * 1024 * 1024;
const SQLITE_CORRUPT = 11;
const SQLITE_SCHEMA = 17;

/**
 * Looks at an existing file without writing to it or beside it.
 * @throws {DatabaseUnusable} it is damaged, no database, or not made by this program
 */
export function inspect(path: string): void {
  for (;;) {
    const before = fingerprint(path);
    if (before === undefined) return;
    try {
      return look(path);
    } catch (error) {
      // Another process that starts at the same moment may be writing what this one has just misread.
      if (before === fingerprint(path))
        throw error instanceof DatabaseUnusable ? error : openFailure(path, codeOf(error));
    }
  }
}

function look(path: string): void {
  const url = pathToFileURL(path);
  // Without a log beside it there is nothing to share and nothing to recover: leave no new files there either.
  if (!hasSideFiles(path)) url.searchParams.set('immutable', '1');
  const db = new DatabaseSync(url, { readOnly: true, timeout: 1_000 });
  try {
    const identity = db.prepare('SELECT * FROM pragma_application_id, pragma_user_version').get() ?? {};
    const [id, version] = [Number(identity.application_id), Number(identity.user_version)];
    const tables = db.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.count;
    if (tables !== 0 || version !== 0) checkIdentity(path, id, version);
    checkPages(path, db);
  } finally {
    db.close();
  }
}

function checkIdentity(path: string, applicationId: number, version: number): void {
  if (applicationId !== APPLICATION_ID) throw refused(path, 'belongs to another program: choose another file');
  if (version < 1 || version > SCHEMA.length) throw openFailure(path, SQLITE_SCHEMA);
}

function checkPages(path: string, db: DatabaseSync): void {
  if (statSync(path).size <= FULL_CHECK_BYTES) {
    const verdict = db.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (verdict !== 'ok') throw openFailure(path, SQLITE_CORRUPT);
  } else {
    db.prepare('SELECT * FROM events ORDER BY position DESC LIMIT 100').all();
    db.prepare('SELECT * FROM commits ORDER BY first_position DESC LIMIT 100').all();
  }
}

function fingerprint(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stat || stat.size === 0n) return undefined;
  if (!stat.isFile()) throw refused(path, 'is not a file: choose another path');
  return `${stat.size} ${stat.mtimeNs} ${hasSideFiles(path)}`;
}

function hasSideFiles(path: string): boolean {
  return ['-wal', '-journal'].some((suffix) => existsSync(path + suffix));
}
