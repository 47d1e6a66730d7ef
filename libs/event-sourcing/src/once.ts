import type { CommitRequest, EventStore, Json, StoredCommit } from './event-store.js';
import type { KeyRecord, KeyRecords } from './key-records.js';
import type { Observe } from './observe.js';
import { KeyReused, recordOfRefusal, Refusal, RepeatedRefusal, type StoredRefusal } from './refusal.js';

/** What a request that may be sent again brings with it. */
export interface RequestKey {
  /** Of the commit that it makes: a hash of the caller and the key, so that it is the same each time. */
  readonly commitId: string;
  /** Hash of the request: with another one the key is refused. */
  readonly fingerprint: string;
  /** HTTP status of the answer when all goes well. */
  readonly status: number;
  /** How long it is remembered if it stores no events. */
  readonly lifeMs: number;
}

export interface Once {
  readonly key: RequestKey;
  readonly records: KeyRecords;
}

/** Where in the log a command came to. */
export interface Place {
  readonly streamId: string;
  readonly version: number;
  readonly position: number;
}

/** What an earlier request with the same key came to: its commit decides, else its record. */
export async function earlierAnswer(
  store: EventStore,
  { key, records }: Once,
  observe: Observe,
): Promise<Place | undefined> {
  const detail: { commit?: StoredCommit } = {};
  return observe('recall', detail, async () => {
    const commit = await store.readCommit(key.commitId);
    if (!commit) {
      const record = await records.recall(key.commitId);
      return record && answerOf(record, key);
    }
    ensureSameRequest(commit.request, key);
    detail.commit = commit;
    return placeOf(commit);
  });
}

/** Of its last event. */
export function placeOf({ events }: StoredCommit): Place {
  const { streamId, version, position } = events.at(-1) ?? { streamId: '', version: 0, position: 0 };
  return { streamId, version, position };
}

/** @throws {KeyReused} */
export function ensureSameRequest(stored: Pick<CommitRequest, 'fingerprint'> | undefined, key: RequestKey): void {
  if (stored?.fingerprint !== key.fingerprint) throw new KeyReused();
}

/**
 * For a request that gives several commands, each under an id made of the request's: as long as it is remembered, its key
 * is for no other request.
 * @throws {KeyReused}
 */
export async function ensureKeyIsFree(store: EventStore, { key, records }: Once): Promise<void> {
  const commit = await store.readCommit(key.commitId);
  if (commit) ensureSameRequest(commit.request, key);
  const { fingerprint } = key;
  ensureSameRequest(await records.remember(key.commitId, { fingerprint, outcome: null }, key.lifeMs), key);
}

export interface CarriedOut<Result extends Place> {
  readonly result: Result;
  /** Whether events tell of it. */
  readonly stored: boolean;
}

/** What stores no events is remembered by a record instead; of several at once the first stands. */
export async function remembering<Result extends Place>(
  { key, records }: Once,
  work: () => Promise<CarriedOut<Result>>,
  again: (place: Place) => Promise<Result>,
): Promise<Result> {
  /** @returns undefined: it is what stands there now */
  const remember = async (outcome: Json): Promise<Place | undefined> => {
    const record = { fingerprint: key.fingerprint, outcome };
    const standing = await records.remember(key.commitId, record, key.lifeMs);
    return JSON.stringify(standing) === JSON.stringify(record) ? undefined : answerOf(standing, key);
  };
  try {
    const { result, stored } = await work();
    if (stored) return result;
    const { streamId, version, position } = result;
    const other = await remember({ streamId, version, position });
    return other ? again(other) : result;
  } catch (error) {
    if (!(error instanceof Refusal) || error instanceof KeyReused || error instanceof RepeatedRefusal) throw error;
    const other = await remember({ refusal: recordOfRefusal(error) });
    if (!other) throw error;
    return again(other);
  }
}

/** @throws {RepeatedRefusal} it was refused then */
function answerOf({ fingerprint, outcome }: KeyRecord, key: RequestKey): Place {
  ensureSameRequest({ fingerprint }, key);
  const stored = outcome as unknown as Place | { readonly refusal: StoredRefusal };
  if ('refusal' in stored) throw new RepeatedRefusal(stored.refusal);
  return stored;
}
