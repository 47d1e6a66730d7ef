import { type KeyRecord, KeyRecords } from '#libs/event-sourcing';

/** Asks one after the other, as callers of several processes do. */
export class KeysInTurns extends KeyRecords {
  readonly #others: readonly KeyRecords[];
  #calls = 0;

  constructor(...others: readonly KeyRecords[]) {
    super();
    this.#others = others;
  }

  remember(key: string, record: KeyRecord, lifeMs: number): Promise<KeyRecord> {
    return this.#next().remember(key, record, lifeMs);
  }

  recall(key: string): Promise<KeyRecord | undefined> {
    return this.#next().recall(key);
  }

  #next(): KeyRecords {
    const next = this.#others[this.#calls++ % this.#others.length];
    if (!next) throw new Error('nobody to ask');
    return next;
  }
}
