import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** Somebody was told of an event. */
export interface Notification {
  readonly event_id: string;
  readonly task_id: string;
  readonly priority: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS told (
    event_id TEXT PRIMARY KEY,
    task_id TEXT NOT NULL,
    priority TEXT NOT NULL,
    told_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`;

/** What was told, in a file of its own: each event once, however often it comes. */
export class Told {
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.#db = new DatabaseSync(file);
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${SCHEMA}`);
    this.#insert = this.#db.prepare('INSERT INTO told VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  }

  /** @returns false where it was told before; on the disk in both cases */
  remember({ event_id, task_id, priority }: Notification): boolean {
    return this.#insert.run(event_id, task_id, priority, new Date().toISOString()).changes === 1;
  }

  /** @throws the file cannot be read */
  count(): number {
    return Number(this.#db.prepare('SELECT count(*) AS count FROM told').get()?.count);
  }

  close(): void {
    this.#db.close();
  }
}
