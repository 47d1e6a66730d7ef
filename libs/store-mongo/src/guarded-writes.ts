import { mongo } from 'mongoose';
import { setTimeout as after } from 'node:timers/promises';
import type { StoredDocument } from './document-collection.js';
import { isDuplicateKey, isLostRace } from './failures.js';

const MOST_ATTEMPTS = 20;
const LONGEST_PAUSE_MS = 50;

interface Write {
  readonly document: StoredDocument;
  /** False once it is known that there is one: then only the guard decides. */
  readonly upsert: boolean;
}

/** Puts each document, unless a newer one is stored. In any order: each is guarded by its own position. */
export async function writeNewer(
  stored: mongo.Collection<StoredDocument>,
  documents: readonly StoredDocument[],
): Promise<void> {
  let left: readonly Write[] = documents.map((document) => ({ document, upsert: true }));
  for (let attempt = 1; left.length > 0; attempt++) {
    left = await writeOnce(stored, left, attempt === MOST_ATTEMPTS);
    if (left.some(({ upsert }) => upsert)) await after(Math.random() * Math.min(2 ** attempt, LONGEST_PAUSE_MS));
  }
}

/** @returns what is to be tried again */
async function writeOnce(
  stored: mongo.Collection<StoredDocument>,
  writes: readonly Write[],
  isLast: boolean,
): Promise<Write[]> {
  const operations = writes.map(({ document: { _id, ...replacement }, upsert }) => ({
    replaceOne: {
      filter: { _id, position: { $lt: replacement.position } },
      replacement,
      upsert,
    },
  }));
  try {
    await stored.bulkWrite(operations, { ordered: false });
    return [];
  } catch (error) {
    const refused = refusals(error);
    if (isLast || !refused) throw error;
    return refused.flatMap(({ index, code }) => {
      const write = writes[index];
      return write ? [{ ...write, upsert: write.upsert && !isDuplicateKey({ code }) }] : [];
    });
  }
}

/** Undefined where anything but others at the same moment is in the way. */
function refusals(error: unknown): readonly { readonly index: number; readonly code?: unknown }[] | undefined {
  if (!(error instanceof mongo.MongoBulkWriteError) || error.result.getWriteConcernError()) return undefined;
  const refused = [error.writeErrors].flat();
  return refused.every((each) => isDuplicateKey(each) || isLostRace(each)) ? refused : undefined;
}
