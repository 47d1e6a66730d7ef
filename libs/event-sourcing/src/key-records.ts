import type { Json } from './event-store.js';

/** What became of a request with an Idempotency-Key that stored no events: else its commit tells. */
export interface KeyRecord {
  /** Hash of the request: under the same key another one is refused. */
  readonly fingerprint: string;
  /** Enough to give the same answer again. */
  readonly outcome: Json;
}

/** Fourth port of a store: requests are remembered for a while, so that a repeated one gets the same answer. */
export abstract class KeyRecords {
  /**
   * Stores the record, durably, unless one that still lives stands under the key.
   *
   * @param lifeMs how long it lives, by this machine's clock; 0 and less is over at once
   * @returns the record that stands there now: of concurrent calls all get the same
   * @throws {StoreUnavailable} the outcome is unknown; to remember the same again is safe
   */
  abstract remember(key: string, record: KeyRecord, lifeMs: number): Promise<KeyRecord>;

  /** Nothing for a record whose life is over. @throws {StoreUnavailable} */
  abstract recall(key: string): Promise<KeyRecord | undefined>;
}
