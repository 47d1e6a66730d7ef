import { DatabaseUnusable, LogContended, StoreUnavailable } from '#libs/event-sourcing';

const SQLITE_BUSY = 5;

interface Failure {
  /** What the operator reads at the start, after the file's name. */
  readonly atOpen: string;
  /** What a caller reads while the store runs. */
  readonly later: string;
}

const noPermission: Failure = {
  atOpen: 'cannot be opened for writing: give this user write permission on the file and its folder',
  later: 'the database file cannot be written: nothing was stored',
};
const damaged: Failure = {
  atOpen: 'is damaged or not a database: put a backup in its place, or move it away to start with an empty one',
  later: 'the database file is damaged',
};
const full: Failure = {
  atOpen: 'has no room: free space on its disk or raise its quota',
  later: 'the disk or the quota of the database file is full: nothing was stored',
};
const otherVersion: Failure = {
  atOpen: 'was made by another version of this program: start that version',
  later: 'another version of this program changed the database file',
};
const locked: Failure = {
  atOpen: 'is locked by another process: stop that one first',
  later: 'writers of other processes keep the database busy: nothing was stored',
};
const unclear: Failure = {
  atOpen: 'cannot be opened: see whether its disk works',
  later: 'the database gave no clear answer',
};

/** By SQLite's primary result code. */
const FAILURES = new Map([
  [SQLITE_BUSY, locked],
  [8, noPermission],
  [11, damaged],
  [13, full],
  [14, noPermission],
  [17, otherVersion],
  [26, damaged],
]);

/** SQLite's primary result code of a driver's error; 0 for anything else. */
export function codeOf(error: unknown): number {
  const isDriverError = typeof error === 'object' && error !== null && 'errcode' in error;
  return isDriverError ? Number(error.errcode) & 0xff : 0;
}

export function openFailure(path: string, code: number): DatabaseUnusable {
  return refused(path, (FAILURES.get(code) ?? unclear).atOpen);
}

export function refused(path: string, why: string): DatabaseUnusable {
  return new DatabaseUnusable(`the database file ${path} ${why}`);
}

export function storeFailure(code: number): StoreUnavailable {
  return new StoreUnavailable((FAILURES.get(code) ?? unclear).later);
}

/** Only an append tells a busy database from one that is away. */
export function appendFailure(code: number): StoreUnavailable | LogContended {
  return code === SQLITE_BUSY ? new LogContended(locked.later) : storeFailure(code);
}
