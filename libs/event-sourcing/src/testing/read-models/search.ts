import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Query } from '#libs/event-sourcing';
import { pagesOf } from './pages.js';
import { type Item, ItemsUnderTest, type ReadModelsUnderTest, TEXTS } from './store-under-test.js';

export function searchCases(store: ReadModelsUnderTest): void {
  let texts: ItemsUnderTest;
  beforeEach(async () => {
    texts = await ItemsUnderTest.open(store.opened, TEXTS);
  });

  async function found(search: string, query: Partial<Query<Item>> = {}): Promise<string[]> {
    const sort = { field: 'rank', direction: 'asc' } as const;
    const { documents } = await texts.model.find({ sort, limit: 100, search, ...query });
    return documents.map(({ id }) => id);
  }

  it.each([
    ['Crème BRÛLÉE', 'creme brulee', true],
    ['creme brulee', 'ÇREME Brû', true],
    ['Straße 12b', 'straße', true],
    ['e\u0301tat ﬁnal', 'Éta fina', true],
    ['ДОМ у моря', 'дом мор', true],
    ['東京都庁', '東京', true],
    ['𝒜lpha \u{1E900}dlam', 'alpha \u{1E922}', true],
    ['room 101', '10', true],
    ['100% (sure).*', 'sure 100', true],
    ['100% (sure).*', '.* sure', true],
    ['foo_bar-baz', 'bar baz', true],
    ['notebook', 'book', false],
    ['one two', 'one three', false],
    ['ab', 'abc', false],
    ['', 'a', false],
    [`${'w'.repeat(500)}`, 'w'.repeat(500), true],
  ])('%j is found by %j: %s', async (title, search, isFound) => {
    await texts.put(1, { id: 'it', title, rank: 1 }, { id: 'other', rank: 1 });

    expect(await found(search)).toEqual(isFound ? ['it'] : []);
  });

  it('each word may stand in another of the text fields, and no word spans two of them', async () => {
    await texts.put(1, { id: 'a', title: 'red apple', body: 'sweet' }, { id: 'b', title: 'red', body: null });

    expect(await found('red sweet')).toEqual(['a']);
    expect(await found('apple swe r')).toEqual(['a']);
    expect(await found('red')).toEqual(['a', 'b']);
    expect(await found('applesweet')).toEqual([]);
  });

  it('no other field is searched', async () => {
    await texts.put(1, { id: 'apple', kind: 'apple', title: 'pear' });

    expect(await found('apple')).toEqual([]);
  });

  it('words come and go with the document', async () => {
    await texts.put(1, { id: 'a', title: 'old same' });
    await texts.put(2, { id: 'a', title: 'new same' });
    expect([await found('old'), await found('new'), await found('same')]).toEqual([[], ['a'], ['a']]);

    await texts.put(1, { id: 'a', title: 'stale' });
    expect([await found('stale'), await found('new')]).toEqual([[], ['a']]);

    await texts.remove(3, 'a');
    expect([await found('new'), await found('same')]).toEqual([[], []]);

    await texts.put(4, { id: 'a', title: 'back same' });
    expect([await found('new'), await found('back'), await found('same')]).toEqual([[], ['a'], ['a']]);
  });

  it('is narrowed down by the filter and its alternatives', async () => {
    await texts.put(
      1,
      { id: 'a', title: 'plan one', kind: 'k', rank: 3 },
      { id: 'b', title: 'plan two', kind: 'l', rank: 2 },
      { id: 'c', title: 'plan three', kind: 'm', rank: 1 },
      { id: 'd', title: 'other', kind: 'k', rank: 1 },
    );

    expect(await found('pl')).toEqual(['c', 'b', 'a']);
    expect(await found('pl', { where: { kind: 'k' } })).toEqual(['a']);
    expect(await found('pl', { anyOf: [{ kind: 'k' }, { kind: 'l' }, { rank: 2 }] })).toEqual(['b', 'a']);
    expect(await found('pl', { sort: { field: 'kind', direction: 'desc' } })).toEqual(['c', 'b', 'a']);
  });

  it.each([1, 2, 3, 7])('pages of %d join up in both directions', async (limit) => {
    const items = Array.from({ length: 20 }, (_, n) => ({
      id: `i${n}`,
      rank: [null, n, `${n % 3}`][n % 3] ?? null,
      title: n % 2 === 0 ? 'even number' : 'odd number',
    }));
    await texts.put(1, ...items);

    for (const direction of ['asc', 'desc'] as const) {
      const sort = { field: 'rank', direction } as const;
      const whole = (await texts.model.find({ sort, limit: 100 })).documents.filter(({ title }) => title?.[0] === 'e');
      const pages = await pagesOf(texts.model, { sort, limit, search: 'num even' });
      expect(pages.flat()).toEqual(whole);
    }
  });

  it('documents with thousands of words, and searches of many, are no exception', async () => {
    const many = Array.from({ length: 5_000 }, (_, n) => `w${n}`);
    await texts.put(1, { id: 'a', body: many.join(' ') }, { id: 'b', body: many.slice(1).join(' ') });

    expect(await found(many.slice(0, 50).join(' '))).toEqual(['a']);
    expect(await found('w4999 w12')).toEqual(['a', 'b']);
  });

  describe('is refused', () => {
    it.each(['', ' ', '.*', '\u0301', '— …'])('without words: %j', async (search) => {
      await expect(found(search)).rejects.toThrow(new TypeError('the search has no words'));
    });

    it('where the model has no text', async () => {
      const sort = { field: 'rank', direction: 'asc' } as const;
      const searched = store.items.model.find({ sort, limit: 1, search: 'a' });

      await expect(searched).rejects.toThrow(new TypeError('items.v1.g1 has no text to search'));
    });
  });
}
