import type { QueryFilter } from 'mongoose';
import { type CursorKey, toFieldValue } from '#libs/event-sourcing';
import { pathOf, type StoredDocument } from './document-collection.js';

interface SortBy {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

type Filter = QueryFilter<StoredDocument>;

/** A comparison finds values of its own type alone. These find all values of one, in the order of the types. */
const ALL_OF_TYPE = { null: { $eq: null }, number: { $gte: Number.NEGATIVE_INFINITY }, string: { $gte: '' } };
const TYPES = Object.values(ALL_OF_TYPE);

/** The documents whose fields equal the values. */
export function filterOf(where: object): Filter {
  const equal = Object.entries(where).map(([field, value]) => [pathOf(field), toFieldValue(value)]);
  return { live: true, ...Object.fromEntries(equal) };
}

/** Those of them that have a word for each of the search. Nothing in a word means anything to a pattern. */
export function filterSearched(filter: Filter, words: readonly string[]): Filter {
  return { live: true, $and: [...words.map((word) => ({ words: { $regex: `^${word}` } })), filter] };
}

/** Those of them that stand after the cursor in a list; each alternative is a range of one index. */
export function filterAfter(where: object, { field, direction }: SortBy, { value, id }: CursorKey): Filter {
  const path = pathOf(field);
  const type = Object.keys(ALL_OF_TYPE).indexOf(value === null ? 'null' : typeof value);
  const beyond = direction === 'asc' ? '$gt' : '$lt';
  const otherTypes = direction === 'asc' ? TYPES.slice(type + 1) : TYPES.slice(0, type);
  const ranges = [
    { [path]: value, _id: { [beyond]: id } },
    ...(value === null ? [] : [{ [path]: { [beyond]: value } }]),
    ...otherTypes.map((all) => ({ [path]: all })),
  ];
  return { $or: ranges.map((range) => ({ $and: [filterOf(where), range] })) };
}
