import { DatabaseSync, type SQLInputValue, StatementSync } from 'node:sqlite';

/** Keeps the thread for so long, as a slow query does. */
export function block(ms: number): void {
  const until = performance.now() + ms;
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let left = ms; left > 0; left = until - performance.now()) Atomics.wait(never, 0, 0, left);
}

/** Calls `act` before each statement of this thread that matches. @returns ends it */
export function beforeStatements(sql: RegExp, act: () => void): () => void {
  const { all } = StatementSync.prototype;
  const watched = function (this: StatementSync, ...values: SQLInputValue[]) {
    if (sql.test(this.sourceSQL)) act();
    return Reflect.apply(all, this, values);
  };
  StatementSync.prototype.all = watched as typeof all;
  return () => {
    StatementSync.prototype.all = all;
  };
}

/** Keeps every other writer of the file waiting. @returns ends it */
export function lockForWriting(path: string): () => void {
  const db = new DatabaseSync(path);
  db.exec('BEGIN IMMEDIATE');
  return () => db.close();
}
