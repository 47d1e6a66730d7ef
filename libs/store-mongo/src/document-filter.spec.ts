import { describe, expect, it } from '@jest/globals';
import type { FieldValue } from '#libs/event-sourcing';
import { filterAfter, filterOf } from './document-filter.js';

const NUMBERS = { 'fields.rank': { $gte: Number.NEGATIVE_INFINITY } };
const STRINGS = { 'fields.rank': { $gte: '' } };
const NULL = { 'fields.rank': { $eq: null } };

describe('the filter of a list', () => {
  it('passes over tombstones, and takes what cannot be ordered for null', () => {
    expect(filterOf({ kind: 'k', 'a.b': undefined, rank: Number.NaN })).toEqual({
      live: true,
      'fields.kind': 'k',
      'fields.a%2Eb': null,
      'fields.rank': null,
    });
  });

  it.each<[FieldValue, 'asc' | 'desc', object[]]>([
    [null, 'asc', [NUMBERS, STRINGS]],
    [null, 'desc', []],
    [1, 'asc', [{ 'fields.rank': { $gt: 1 } }, STRINGS]],
    [1, 'desc', [{ 'fields.rank': { $lt: 1 } }, NULL]],
    ['a', 'asc', [{ 'fields.rank': { $gt: 'a' } }]],
    ['a', 'desc', [{ 'fields.rank': { $lt: 'a' } }, NULL, NUMBERS]],
  ])(
    'after %j, %s, goes on within its type, then through the others, each a range of one index',
    (value, direction, beyond) => {
      const filter = filterAfter({ kind: 'k' }, { field: 'rank', direction }, { value, id: 'x' });
      const ties = { 'fields.rank': value, _id: { [direction === 'asc' ? '$gt' : '$lt']: 'x' } };
      const whole = { live: true, 'fields.kind': 'k' };

      expect(filter).toEqual({ $or: [ties, ...beyond].map((range) => ({ $and: [whole, range] })) });
    },
  );
});
