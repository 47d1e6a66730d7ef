import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type CursorKey, decodeCursor, encodeCursor, InvalidCursor } from '#libs/event-sourcing';

const byRank = { field: 'rank', direction: 'asc' } as const;

const textOf = (json: string) => Buffer.from(json).toString('base64url');

describe('a cursor', () => {
  it('gives back the key that went in, for every value, id and sort', () => {
    const value = fc.oneof(
      fc.constant(null),
      fc.string({ unit: 'binary' }),
      // JSON knows no negative zero.
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    );
    const key: fc.Arbitrary<CursorKey> = fc.record({ value, id: fc.string({ unit: 'binary' }) });
    const sort = fc.record({ field: fc.string(), direction: fc.constantFrom('asc' as const, 'desc' as const) });

    fc.assert(
      fc.property(sort, key, (by, from) => {
        const cursor = encodeCursor(by, from);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(decodeCursor(by, cursor)).toEqual(from);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['field', { field: 'size', direction: 'asc' } as const],
    ['direction', { field: 'rank', direction: 'desc' } as const],
  ])('is refused under a sort of another %s', (_part, sort) => {
    const cursor = encodeCursor(byRank, { value: 1, id: 'a' });

    expect(() => decodeCursor(sort, cursor)).toThrow(new InvalidCursor('the cursor belongs to another sort'));
  });

  it.each([
    ['nothing', ''],
    ['another alphabet', '\u{1f600} ~'],
    ['no JSON', textOf('["rank","asc",1,"a"')],
    ['no list', textOf('{"rank":"asc"}')],
    ['null', textOf('null')],
    ['too short', textOf('["rank","asc",1]')],
    ['too long', textOf('["rank","asc",1,"a","b"]')],
    ['a value of no field', textOf('["rank","asc",true,"a"]')],
    ['a list for a value', textOf('["rank","asc",[1],"a"]')],
    ['a number beyond all', textOf('["rank","asc",1e999,"a"]')],
    ['an id that is no string', textOf('["rank","asc",1,2]')],
  ])('is refused: %s', (_kind, cursor) => {
    expect(() => decodeCursor(byRank, cursor)).toThrow(new InvalidCursor('not a cursor of this list'));
  });

  it('is never anything but a key or a refusal, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json().map(textOf)), (cursor) => {
        expect(() => decodeCursor(byRank, cursor)).toThrow(InvalidCursor);
      }),
      { numRuns: 500 },
    );
  });
});
