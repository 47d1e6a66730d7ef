import { wordsOf } from './words.js';

/** What an indexed field may hold. Order: null, then numbers, then strings by their UTF-8 bytes. */
export type FieldValue = string | number | null;

/** Also for a field that is absent, or holds what no list can be ordered by. */
export function toFieldValue(value: unknown): FieldValue {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)) ? value : null;
}

export interface ReadModelDefinition<Document> {
  /** Documents belong to name and version: raise the version when the fold or the indexes change. */
  readonly name: string;
  readonly version: number;
  /**
   * Each list is one real index, the id added at its end. A field may stand in a `where` when it leads an index, and
   * in a `sort` when it leads one too.
   */
  readonly indexes: readonly (readonly (keyof Document & string)[])[];
  /** Fields whose words a `search` looks at. */
  readonly text?: readonly (keyof Document & string)[];
}

export interface Sort<Document> {
  readonly field: keyof Document & string;
  readonly direction: 'asc' | 'desc';
}

export type Where<Document> = { readonly [Field in keyof Document]?: FieldValue };

export interface Query<Document> {
  /** Every field equals its value. */
  readonly where?: Where<Document>;
  /** And at least one of these holds: "assigned to me or created by me". None at all finds nothing. */
  readonly anyOf?: readonly Where<Document>[];
  /** And each of its words begins a word of the declared text fields, normalised alike in every store. */
  readonly search?: string;
  /** Ties are ordered by id, in the same direction. */
  readonly sort: Sort<Document>;
  /** At least 1. */
  readonly limit: number;
  /** The `next` of an earlier answer to the same sort. */
  readonly after?: string;
}

export interface Found<Document> {
  readonly documents: readonly Document[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
}

/** A document with the position of the last event folded into it; without `document` a tombstone. */
export interface Folded<Document> {
  readonly position: number;
  readonly document?: Document;
}

export interface Put<Document> {
  readonly id: string;
  readonly position: number;
  readonly document: Document;
}

export interface Remove {
  readonly id: string;
  readonly position: number;
}

export interface Changes<Document> {
  readonly puts: readonly Put<Document>[];
  readonly removes: readonly Remove[];
  /** Position up to which the log is folded once this is applied. */
  readonly checkpoint: number;
  /** Of the lease under which the projection runs. */
  readonly epoch: number;
}

/**
 * Query-side documents of one kind. Generation 1 is the only one until a rebuild fills another.
 */
export interface ReadModel<Document> {
  /** Name of the lease that carries its checkpoint: `tasks.v1.g1`. */
  readonly lease: string;

  /**
   * The only write: documents, tombstones and the lease's checkpoint together. A put or remove that is not newer than
   * what is stored changes nothing. A remove leaves a tombstone, which only a later put overwrites.
   *
   * @throws {LeaseLost} the epoch is no longer the lease's, and the checkpoint stands where it stood. If it was lost
   * under way, a store without transactions may have written documents: whoever folds the same events finds them done
   * @throws {StoreUnavailable} the outcome is unknown; applying the same again is safe
   */
  apply(changes: Changes<Document>): Promise<void>;

  /** What is stored under the ids, tombstones too, for folding further events. @throws {StoreUnavailable} */
  folded(ids: readonly string[]): Promise<ReadonlyMap<string, Folded<Document>>>;

  /** @throws {StoreUnavailable} */
  get(id: string): Promise<Document | undefined>;

  /**
   * @throws {InvalidCursor} `after` was not handed out for this sort
   * @throws {TypeError} a field of `where`, `anyOf` or `sort` leads no index, or `search` has no words or no text fields
   * @throws {StoreUnavailable}
   */
  find(query: Query<Document>): Promise<Found<Document>>;

  /**
   * @throws {TypeError} a field of `where` leads no index
   * @throws {StoreUnavailable}
   */
  count(where?: Where<Document>): Promise<number>;
}

export abstract class ReadModels {
  /**
   * Makes the tables and indexes where they are missing.
   * @throws {StoreUnavailable}
   */
  abstract open<Document extends object>(definition: ReadModelDefinition<Document>): Promise<ReadModel<Document>>;
}

/** `tasks.v1.g1` */
export function leaseOf(definition: { readonly name: string; readonly version: number }): string {
  return `${definition.name}.v${definition.version}.g1`;
}

/** @throws {TypeError} a field of `where`, `anyOf` or `sort` leads no index, or `search` has no words or no text fields */
export function checkQuery<Document>(
  definition: ReadModelDefinition<Document>,
  { where, anyOf = [], search, sort }: Query<Document>,
): void {
  checkFields(definition, where, sort);
  for (const branch of anyOf) checkFields(definition, branch);
  if (search === undefined) return;
  if (!definition.text?.length) throw new TypeError(`${leaseOf(definition)} has no text to search`);
  if (wordsOf(search).length === 0) throw new TypeError('the search has no words');
}

/** @throws {TypeError} a field of `where` or `sort` leads no index */
export function checkFields<Document>(
  definition: ReadModelDefinition<Document>,
  where: Where<Document> = {},
  sort?: Sort<Document>,
): void {
  const leading = new Set<string>(definition.indexes.map(([field]) => field ?? ''));
  const asked = sort ? [...Object.keys(where), sort.field] : Object.keys(where);
  const unknown = asked.find((field) => !leading.has(field));
  if (unknown !== undefined) throw new TypeError(`"${unknown}" leads no index of ${leaseOf(definition)}`);
}
