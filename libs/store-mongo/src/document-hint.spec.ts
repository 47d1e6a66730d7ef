import { describe, expect, it } from '@jest/globals';
import { hintForCount, hintForList } from './document-hint.js';

const INDEXES = [['rank'], ['kind', 'rank'], ['kind', 'size'], ['owner', 'kind', 'rank']];

describe('the index that is named', () => {
  it.each([
    [[], 'rank', 'fields(rank)'],
    [['kind'], 'rank', 'fields(kind,rank)'],
    [['kind'], 'size', 'fields(kind,size)'],
    [['rank'], 'rank', 'fields(rank)'],
    [['rank', 'kind'], 'rank', 'fields(kind,rank)'],
    [['rank', 'kind'], 'kind', 'fields(kind,rank)'],
    [['kind', 'owner'], 'rank', 'fields(owner,kind,rank)'],
    [[], 'kind', undefined],
    [['kind'], 'kind', undefined],
    [['owner'], 'rank', undefined],
    [['kind', 'size'], 'rank', undefined],
  ])('for a list where %j, by %s, holds it in its order', (where, field, hint) => {
    expect(hintForList(INDEXES, Object.fromEntries(where.map((name) => [name, 1])), field)).toEqual(
      hint === undefined ? {} : { hint },
    );
  });

  it.each([
    [[], 'fields(rank)'],
    [['kind'], 'fields(kind,rank)'],
    [['kind', 'owner'], 'fields(owner,kind,rank)'],
    [['size'], undefined],
    [['rank', 'owner'], undefined],
  ])('for a count where %j holds it in one piece', (where, hint) => {
    expect(hintForCount(INDEXES, Object.fromEntries(where.map((name) => [name, 1])))).toEqual(
      hint === undefined ? {} : { hint },
    );
  });

  it('is none where none is declared', () => {
    expect(hintForCount([], {})).toEqual({});
  });
});
