import { type CursorKey, encodeCursor } from './cursor.js';
import { compareKeys } from './field-order.js';
import { type Found, type Query, toFieldValue, type Where } from './read-model.js';

/** A document and its place in a list. */
export interface Listed<Document> extends CursorKey {
  readonly document: Document;
}

/** The lists of which a query is the union, so that each can be read from an index. None where nothing can be found. */
export function branchesOf<Document>({
  where = {},
  anyOf = [{}],
}: Pick<Query<Document>, 'where' | 'anyOf'>): Where<Document>[] {
  return anyOf.filter((branch) => agree(where, branch)).map((branch) => ({ ...where, ...branch }));
}

/** Names of the fields that a query filters by. */
export function fieldsOf<Document>({ where = {}, anyOf = [], search }: Omit<Query<Document>, 'sort'>): string[] {
  const fields = new Set([where, ...anyOf].flatMap((each) => Object.keys(each)));
  return [...fields, ...(search === undefined ? [] : ['words'])];
}

/**
 * Merges the lists of the branches into one page. Each is in the order of the sort, and one longer than the limit where
 * it goes on.
 */
export function pageOf<Document>(
  { sort, limit }: { readonly sort: Parameters<typeof encodeCursor>[0]; readonly limit: number },
  lists: readonly (readonly Listed<Document>[])[],
): Found<Document> {
  const [only = []] = lists;
  const found = lists.length > 1 ? merged(sort.direction, lists) : only;
  const documents = found.slice(0, limit).map(({ document }) => document);
  const last = found.length > limit ? found[limit - 1] : undefined;
  return last ? { documents, next: encodeCursor(sort, last) } : { documents };
}

/** What several of them hold stands there once. */
function merged<Document>(
  direction: 'asc' | 'desc',
  lists: readonly (readonly Listed<Document>[])[],
): Listed<Document>[] {
  const byId = new Map(lists.flat().map((each) => [each.id, each]));
  const sign = direction === 'asc' ? 1 : -1;
  return [...byId.values()].toSorted((a, b) => sign * compareKeys(a, b));
}

function agree(where: object, branch: object): boolean {
  const other = new Map(Object.entries(where));
  return Object.entries(branch).every(
    ([field, value]) => !other.has(field) || toFieldValue(other.get(field)) === toFieldValue(value),
  );
}
