import { type KeyRecord, KeyRecords } from '#libs/event-sourcing';
import { type Connections, writeCall, writeGuarded } from './connections.js';

const RECALL = 'SELECT record FROM key_records WHERE key = ? AND expires_at > ?';
/** Gives back what stands there then. */
export const REMEMBER = `INSERT INTO key_records (key, record, expires_at) VALUES (?1, ?2, ?3)
  ON CONFLICT (key) DO UPDATE SET record = iif(expires_at > ?4, record, excluded.record),
    expires_at = iif(expires_at > ?4, expires_at, excluded.expires_at) RETURNING record`;
/** More than are added each time. */
export const FORGET_SOME = `DELETE FROM key_records WHERE key IN
  (SELECT key FROM key_records WHERE expires_at <= ? ORDER BY expires_at LIMIT 4)`;

export class SqliteKeyRecords extends KeyRecords {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    super();
    this.#connections = connections;
  }

  async remember(key: string, record: KeyRecord, lifeMs: number): Promise<KeyRecord> {
    const now = Date.now();
    const values = [key, JSON.stringify(record), Math.ceil(now + lifeMs), now];
    const operation = { guard: { sql: REMEMBER, values }, write: { sql: FORGET_SOME, rows: [[now]] } };
    const call = writeCall(this.#connections, 'insert', 'key_records', 1);
    const row = await writeGuarded(this.#connections, operation, call);
    return JSON.parse(String(row?.record)) as KeyRecord;
  }

  async recall(key: string): Promise<KeyRecord | undefined> {
    const { reader } = this.#connections;
    return reader.read({ operation: 'find', collection: 'key_records', keys: ['key'] }, () => {
      const row = reader.get<[string]>(RECALL, key, Date.now());
      return row && (JSON.parse(row[0]) as KeyRecord);
    });
  }
}
