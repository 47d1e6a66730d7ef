import { describe, expect, it } from '@jest/globals';
import { type FieldValue, InvalidCursor, type Query } from '#libs/event-sourcing';
import { pagesOf } from './pages.js';
import type { Item, ReadModelsUnderTest } from './store-under-test.js';

/** In their order: null, numbers, strings by their UTF-8 bytes, where U+FFFD stands before U+1F600. */
const RANKS: FieldValue[] = [
  null,
  -1e308,
  -1,
  0,
  0.5,
  2,
  10,
  2 ** 53 - 1,
  '',
  '0',
  '10',
  '2',
  'A',
  'a',
  'a\u0000',
  'aa',
  'ä',
  '\ufffd',
  '\uffff',
  '\u{10000}',
  '\u{1f600}',
];

const DIRECTIONS = ['asc', 'desc'] as const;

export function listCases(store: ReadModelsUnderTest): void {
  const idsOf = (documents: readonly Item[]) => documents.map(({ id }) => id);

  async function list(query: Partial<Query<Item>> = {}): Promise<string[]> {
    const { documents } = await store.items.model.find({
      sort: { field: 'rank', direction: 'asc' },
      limit: 1_000,
      ...query,
    });
    return idsOf(documents);
  }

  /** Two of each rank: `07x` and `07y`, put in an order of their own. */
  async function putRanks(): Promise<string[]> {
    const items = RANKS.flatMap((rank, n) =>
      ['x', 'y'].map((twin) => ({ id: `${String(n).padStart(2, '0')}${twin}`, rank })),
    );
    await store.items.put(1, ...items.toSorted((a, b) => (a.id.slice(1) < b.id.slice(1) ? 1 : -1)));
    await store.items.remove(1, '00gone');
    return idsOf(items);
  }

  it.each(DIRECTIONS)(
    'order nulls, numbers and strings by bytes, ties by id in the same direction: %s',
    async (direction) => {
      const ids = await putRanks();
      const found = await list({ sort: { field: 'rank', direction } });

      expect(found).toEqual(direction === 'asc' ? ids : ids.reverse());
    },
  );

  it('order ids by bytes too', async () => {
    const ids = ['', 'B', 'a', 'ä', '\ufffd', '\u{1f600}'];
    await store.items.put(1, ...ids.toReversed().map((id) => ({ id, rank: 'same' })));

    expect(await list()).toEqual(ids);
    expect(await list({ sort: { field: 'rank', direction: 'desc' } })).toEqual(ids.reverse());
  });

  it('filter by a value of any type', async () => {
    const ids = await putRanks();

    for (const [index, rank] of RANKS.entries()) {
      expect(await list({ where: { rank } })).toEqual(ids.slice(2 * index, 2 * index + 2));
      expect(await store.items.model.count({ rank })).toBe(2);
    }
  });

  it('filter by several fields, each of which must hold, under any sort', async () => {
    await store.items.put(1, { id: 'a', kind: 'k', rank: 2 }, { id: 'b', kind: 'k', rank: 1 }, { id: 'c', rank: 1 });

    expect(await list({ where: { kind: 'k' } })).toEqual(['b', 'a']);
    expect(await list({ where: { kind: 'k', rank: 1 } })).toEqual(['b']);
    expect(await list({ where: { kind: 'k', rank: 3 } })).toEqual([]);
    expect(await list({ where: { rank: 1 }, sort: { field: 'kind', direction: 'desc' } })).toEqual(['b', 'c']);
  });

  it('take an absent field for null', async () => {
    await store.items.put(1, { id: 'a', rank: 1 }, { id: 'b' }, { id: 'c', rank: null });

    expect(await list({ where: { rank: null } })).toEqual(['b', 'c']);
    expect(await list()).toEqual(['b', 'c', 'a']);
    expect(await list({ sort: { field: 'kind', direction: 'asc' } })).toEqual(['a', 'b', 'c']);
    expect(await store.items.model.count({ rank: null })).toBe(2);
  });

  it('count what is there, with and without a filter', async () => {
    const ids = await putRanks();

    expect(await store.items.model.count()).toBe(ids.length);
    expect(await store.items.model.count({})).toBe(ids.length);
    expect(await store.items.model.count({ rank: 'none' })).toBe(0);
  });

  it('are empty, and end at once, where nothing is', async () => {
    const query = { sort: { field: 'rank', direction: 'asc' }, limit: 10 } as const;

    expect(await store.items.model.find(query)).toEqual({ documents: [] });
    expect(await store.items.model.count()).toBe(0);
  });

  describe('pages', () => {
    it.each(DIRECTIONS)('of every size join up to the whole list, %s', async (direction) => {
      const ids = await putRanks();
      const expected = direction === 'asc' ? ids : ids.toReversed();

      for (let limit = 1; limit <= ids.length + 1; limit++) {
        const sort = { field: 'rank', direction } as const;
        const pages = (await pagesOf(store.items.model, { sort, limit })).map(idsOf);
        expect(pages.flat()).toEqual(expected);
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
        expect(pages).toHaveLength(Math.ceil(ids.length / limit));
      }
    });

    it('go on where they ended, whatever was put and removed meanwhile', async () => {
      await store.items.put(1, ...['b', 'd', 'f', 'h'].map((id) => ({ id, rank: 1 })));
      const first = await store.items.model.find({ sort: { field: 'rank', direction: 'asc' }, limit: 2 });
      await store.items.remove(2, 'd');
      await store.items.put(2, ...['a', 'c', 'e'].map((id) => ({ id, rank: 1 })));

      expect(await list({ after: first.next ?? '' })).toEqual(['e', 'f', 'h']);
    });

    it('end with the filter', async () => {
      await store.items.put(1, { id: 'a', rank: 1 }, { id: 'b', rank: 1 }, { id: 'c', rank: 2 });
      const query = { where: { rank: 1 }, sort: { field: 'rank', direction: 'asc' }, limit: 1 } as const;
      const { next = '' } = await store.items.model.find(query);

      expect(await store.items.model.find({ ...query, after: next })).toEqual({ documents: [{ id: 'b', rank: 1 }] });
    });
  });

  describe('a cursor', () => {
    async function cursor(): Promise<string> {
      await store.items.put(1, { id: 'a', rank: 1 }, { id: 'b', rank: 2 });
      const { next } = await store.items.model.find({ sort: { field: 'rank', direction: 'asc' }, limit: 1 });
      return next ?? '';
    }

    it.each([
      ['direction', { field: 'rank', direction: 'desc' } as const],
      ['field', { field: 'kind', direction: 'asc' } as const],
    ])('of another %s is refused', async (_part, sort) => {
      await expect(list({ sort, after: await cursor() })).rejects.toThrow(InvalidCursor);
    });

    it('that nobody handed out is refused', async () => {
      const given = await cursor();

      expect(await list({ after: given })).toEqual(['b']);
      for (const after of ['', 'x', given.slice(0, -3), given.slice(3), `${given}${given}`, 'WzFd', '\u{1f600}']) {
        await expect(list({ after })).rejects.toThrow(InvalidCursor);
      }
    });
  });

  it('refuse a field that leads no index, in the filter, the sort and a count', async () => {
    const refused = /^"size" leads no index of items\.v1\.g1$/;

    await expect(list({ where: { rank: 1, size: 1 } })).rejects.toThrow(TypeError);
    await expect(list({ where: { size: 1 } })).rejects.toThrow(refused);
    await expect(list({ sort: { field: 'size', direction: 'asc' } })).rejects.toThrow(refused);
    await expect(store.items.model.count({ size: null })).rejects.toThrow(refused);
  });
}
