import { mongo } from 'mongoose';
import type { StoredDocument } from './document-collection.js';
import { isDuplicateKey, isLostRace, storeFailure } from './failures.js';
import { MOST_ATTEMPTS, pauseAfter } from './settled.js';

interface Write {
  readonly document: StoredDocument;
  /** False once it is known that there is one: then the guard alone decides. */
  readonly upsert: boolean;
}

interface RefusedWrite {
  readonly index: number;
  readonly code?: unknown;
}

/**
 * Puts each document, unless what is stored is as new. Each is guarded by its own position.
 * @throws {StoreUnavailable} any of them may be stored
 */
export async function writeNewer(
  stored: mongo.Collection<StoredDocument>,
  documents: readonly StoredDocument[],
): Promise<void> {
  // In one order: two who write the same documents do not wait for each other in a circle.
  const ordered = documents.toSorted((a, b) => (a._id < b._id ? -1 : 1));
  let left: readonly Write[] = ordered.map((document) => ({ document, upsert: true }));
  for (let attempt = 1; ; attempt++) {
    const refused = await write(stored, left);
    if (refused.length === 0) return;
    if (attempt === MOST_ATTEMPTS) throw storeFailure(refused[0]);
    left = refused.flatMap((error) => againAfter(error, left[error.index]));
    if (refused.some(isLostRace)) await pauseAfter(attempt);
  }
}

/** Which ones others at the same moment stood in the way of. Anything else is thrown. */
async function write(
  stored: mongo.Collection<StoredDocument>,
  writes: readonly Write[],
): Promise<readonly RefusedWrite[]> {
  const operations = writes.map(({ document: { _id, ...replacement }, upsert }) => ({
    replaceOne: { filter: { _id, position: { $lt: replacement.position } }, replacement, upsert },
  }));
  try {
    await stored.bulkWrite(operations, { ordered: false });
    return [];
  } catch (error) {
    const refused = refusedOf(error, writes.length);
    if (refused.length > 0 && refused.every((each) => isDuplicateKey(each) || isLostRace(each))) return refused;
    throw storeFailure(error);
  }
}

/** None where it is not known what became of each write. */
function refusedOf(error: unknown, count: number): readonly RefusedWrite[] {
  if (!(error instanceof mongo.MongoBulkWriteError)) return [];
  const refused = [error.writeErrors].flat();
  if (refused.length > 0) return refused;
  // The command itself was refused: no write was tried.
  return Array.from({ length: count }, (_, index) => ({ index, code: error.code }));
}

/** A duplicate key says that there is a document, and not that it is as new: another may have put it just now. */
function againAfter(error: RefusedWrite, refused: Write | undefined): Write[] {
  return refused ? [{ ...refused, upsert: refused.upsert && !isDuplicateKey(error) }] : [];
}
