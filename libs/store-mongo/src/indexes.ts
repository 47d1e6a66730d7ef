import type { Model, mongo } from 'mongoose';

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

/** A stored index beside which those of the model cannot be made, or would not do what they are for. */
export async function indexInTheWay<Document>(model: Model<Document>): Promise<Index | undefined> {
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
