import type { Model } from 'mongoose';
import { isDuplicateKey } from './failures.js';

/** IndexOptionsConflict, IndexKeySpecsConflict: the name or the keys are there, with something else. */
const CONFLICTS = new Set<unknown>([85, 86]);

/** What stands in the way of a model's indexes. */
export type IndexConflict = 'different' | 'duplicates';

export function isIndexConflict(error: unknown): boolean {
  return CONFLICTS.has((error as { readonly code?: unknown }).code);
}

/** Makes the indexes that a model's schema declares where they are missing, and sees that they are what is declared. */
export async function makeIndexes<Document>(model: Model<Document>): Promise<IndexConflict | undefined> {
  try {
    await model.createIndexes();
  } catch (error) {
    if (isDuplicateKey(error)) return 'duplicates';
    if (isIndexConflict(error)) return 'different';
    throw error;
  }
  const { toCreate } = await model.diffIndexes();
  return toCreate.length > 0 ? 'different' : undefined;
}
