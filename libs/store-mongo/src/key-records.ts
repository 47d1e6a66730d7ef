import { type Connection, type Model, Schema } from 'mongoose';
import { type KeyRecord, KeyRecords, StoreUnavailable } from '#libs/event-sourcing';
import { type Connections, SCHEMA_OPTIONS } from './connection.js';
import { isDuplicateKey } from './failures.js';
import { makeIndexes } from './indexes.js';
import { MOST_ATTEMPTS, pauseAfter, settled } from './settled.js';

interface StoredKeyRecord {
  readonly _id: string;
  /** JSON text, as all that is not to come back otherwise than it was given. */
  readonly record: string;
  readonly expiresAt: Date;
}

const keyRecordSchema = new Schema(
  { _id: String, record: String, expiresAt: Date },
  { ...SCHEMA_OPTIONS, collection: 'key_records' },
);
// Only tidies up: a record whose life is over is not recalled, whether it is still there or not.
keyRecordSchema.index({ expiresAt: 1 }, { name: 'expires_at', expireAfterSeconds: 0 });

/** @throws {DatabaseUnusable} */
export async function prepareKeyRecords(connection: Connection): Promise<void> {
  await makeIndexes(connection, modelOn(connection));
}

export class MongoKeyRecords extends KeyRecords {
  readonly #records: Model<StoredKeyRecord>;

  constructor({ connection }: Connections) {
    super();
    this.#records = modelOn(connection);
  }

  async remember(key: string, record: KeyRecord, lifeMs: number): Promise<KeyRecord> {
    const standing = await settled(() => this.#standing(key, JSON.stringify(record), lifeMs));
    return JSON.parse(standing) as KeyRecord;
  }

  async recall(key: string): Promise<KeyRecord | undefined> {
    const living = { _id: key, expiresAt: { $gt: new Date() } };
    const found = await settled(() => this.#records.findOne(living).lean());
    return found ? (JSON.parse(found.record) as KeyRecord) : undefined;
  }

  /** Between the two calls it may be removed, and what refused the first one may not be the majority's yet. */
  async #standing(key: string, record: string, lifeMs: number): Promise<string> {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      if (await this.#put(key, record, lifeMs)) return record;
      const found = await this.#records.findById(key).lean();
      if (found) return found.record;
      await pauseAfter(attempt);
    }
    throw new StoreUnavailable('the database gave no clear answer');
  }

  /** @returns false where one stands there that still lives */
  async #put(key: string, record: string, lifeMs: number): Promise<boolean> {
    const now = Date.now();
    const over = { _id: key, expiresAt: { $lte: new Date(now) } };
    try {
      await this.#records.updateOne(over, { record, expiresAt: new Date(now + lifeMs) }, { upsert: true });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

function modelOn(connection: Connection): Model<StoredKeyRecord> {
  return connection.models.key_records ?? connection.model<StoredKeyRecord>('key_records', keyRecordSchema);
}
