import { type KeyRecord, KeyRecords } from '#libs/event-sourcing';
import { frozenFrom, type Memory } from './memory.js';

interface Kept {
  readonly record: KeyRecord;
  readonly expiresAt: number;
}

/** Looked at with each new record: more than are added, so that those whose life is over are gone at some time. */
const LOOKED_AT = 2;

export class MemoryKeyRecords extends KeyRecords {
  readonly #memory: Memory;
  readonly #kept = new Map<string, Kept>();
  #round = this.#kept.entries();

  constructor(memory: Memory) {
    super();
    this.#memory = memory;
  }

  async remember(key: string, record: KeyRecord, lifeMs: number): Promise<KeyRecord> {
    return this.#memory.write('insert', 'key_records', 1, () => {
      this.#forgetSome();
      const standing = this.#living(key);
      if (standing) return standing;
      const kept = { record: frozenFrom<KeyRecord>(JSON.stringify(record)), expiresAt: Date.now() + lifeMs };
      this.#kept.set(key, kept);
      return kept.record;
    });
  }

  async recall(key: string): Promise<KeyRecord | undefined> {
    return this.#memory.read('find', 'key_records', ['key'], () => this.#living(key));
  }

  #living(key: string): KeyRecord | undefined {
    const kept = this.#kept.get(key);
    return kept && kept.expiresAt > Date.now() ? kept.record : undefined;
  }

  /** Goes on where it ended the last time. */
  #forgetSome(): void {
    for (let n = 0; n < LOOKED_AT; n++) {
      const { done, value } = this.#round.next();
      if (done) this.#round = this.#kept.entries();
      else if (value[1].expiresAt <= Date.now()) this.#kept.delete(value[0]);
    }
  }
}
