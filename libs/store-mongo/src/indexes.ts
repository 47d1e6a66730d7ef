import type { Connection, Model, mongo } from 'mongoose';
import { refused } from './failures.js';
import { overRaces } from './settled.js';

/** IndexOptionsConflict, IndexKeySpecsConflict: the name or the keys are there, with something else. */
const CONFLICTS = new Set<unknown>([85, 86]);
const NAMESPACE_NOT_FOUND = 26;

export interface Index {
  readonly name: string;
  readonly key: Readonly<Record<string, 1>>;
  readonly unique?: boolean;
  readonly expireAfterSeconds?: number;
}

/** By what else two indexes differ. */
const OPTIONS = ['unique', 'expireAfterSeconds', 'sparse', 'partialFilterExpression', 'collation', 'hidden'] as const;

export function isIndexConflict(error: unknown): boolean {
  return CONFLICTS.has((error as { readonly code?: unknown }).code);
}

/** All but that of `_id`; none where there is no such collection. */
export async function storedIndexes(collection: Pick<mongo.Collection, 'listIndexes'>): Promise<readonly Index[]> {
  try {
    const stored = (await collection.listIndexes().toArray()) as Index[];
    return stored.filter(({ name }) => name !== '_id_');
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === NAMESPACE_NOT_FOUND) return [];
    throw error;
  }
}

/** The same text for the same index, whatever else a server tells of it. */
export function describeIndex(index: Index): string {
  const options = OPTIONS.map((name) => index[name as keyof Index]);
  return JSON.stringify([index.name, index.key, ...options]);
}

/** Nothing is made beside an index that is in the way. @throws {DatabaseUnusable} */
export async function makeIndexes<Document>(connection: Connection, model: Model<Document>): Promise<void> {
  const other = await indexInTheWay(model);
  if (other) throw refused(connection, whyNot(other, model.collection.collectionName));
  await overRaces(() => model.createIndexes());
}

function whyNot({ name }: Index, collection: string): string {
  return `has an index "${name}" on its collection ${collection} that this program did not make: drop it, or name another database in DATABASE_URL`;
}

/** A stored index beside which those of the model cannot be made, or would not do what they are for. */
async function indexInTheWay<Document>(model: Model<Document>): Promise<Index | undefined> {
  const declared = model.schema.indexes().map(([key, options]) => ({ ...options, key }) as Index);
  const known = new Set(declared.map(describeIndex));
  const taken = new Set(declared.flatMap(({ name, key }) => [name, JSON.stringify(key)]));
  const stored = await storedIndexes(model.collection);
  return stored.find((index) => {
    const { name, key, unique = false, expireAfterSeconds } = index;
    const isTaken = taken.has(name) || taken.has(JSON.stringify(key));
    // Of others than ours, only what refuses or removes documents matters.
    return !known.has(describeIndex(index)) && (isTaken || unique || expireAfterSeconds !== undefined);
  });
}
