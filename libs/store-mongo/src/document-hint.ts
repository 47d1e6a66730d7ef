import { indexOf } from './document-collection.js';

type Fields = readonly string[];
interface Hint {
  readonly hint?: string;
}

/**
 * Names the index that holds a list in its order and nothing besides, where there is one. Left to itself the database
 * may keep to an index that was good for another value of the filter.
 */
export function hintForList(indexes: readonly Fields[], where: object, sortField: string): Hint {
  const equal = Object.keys(where);
  const sorted = equal.includes(sortField) ? [] : [sortField];
  return hintOf(indexes.find((fields) => beginsWith(fields, equal) && isSame(fields.slice(equal.length), sorted)));
}

/** Names an index that holds in one piece what is counted, where there is one. */
export function hintForCount(indexes: readonly Fields[], where: object): Hint {
  return hintOf(indexes.find((fields) => beginsWith(fields, Object.keys(where))));
}

/** In any order. */
function beginsWith(fields: Fields, some: Fields): boolean {
  return isSame(fields.slice(0, some.length).toSorted(), some.toSorted());
}

function isSame(fields: Fields, others: Fields): boolean {
  return JSON.stringify(fields) === JSON.stringify(others);
}

function hintOf(fields: Fields | undefined): Hint {
  return fields ? { hint: indexOf(fields).name } : {};
}
