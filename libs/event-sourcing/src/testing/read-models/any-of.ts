import { expect, it } from '@jest/globals';
import type { Query } from '#libs/event-sourcing';
import { pagesOf } from './pages.js';
import type { Item, ReadModelsUnderTest } from './store-under-test.js';

export function anyOfCases(store: ReadModelsUnderTest): void {
  async function list(query: Partial<Query<Item>>): Promise<string[]> {
    const sort = { field: 'rank', direction: 'asc' } as const;
    return (await store.items.model.find({ sort, limit: 100, ...query })).documents.map(({ id }) => id);
  }

  async function putItems(): Promise<void> {
    await store.items.put(
      1,
      { id: 'a', kind: 'k', rank: 3 },
      { id: 'b', kind: 'k', rank: 1 },
      { id: 'c', kind: 'l', rank: 1 },
      { id: 'd', kind: 'm', rank: 2 },
      { id: 'e', rank: 1 },
    );
    await store.items.put(1, { id: 'gone', kind: 'k', rank: 1 });
    await store.items.remove(2, 'gone');
  }

  it('finds what meets at least one, each once, in the order of the whole', async () => {
    await putItems();

    expect(await list({ anyOf: [{ kind: 'k' }, { kind: 'l' }] })).toEqual(['b', 'c', 'a']);
    expect(await list({ anyOf: [{ kind: 'k' }, { rank: 1 }] })).toEqual(['b', 'c', 'e', 'a']);
    expect(await list({ anyOf: [{ kind: 'k', rank: 3 }, { kind: null }, { kind: 'none' }] })).toEqual(['e', 'a']);
    expect(await list({ anyOf: [{ rank: 1 }, { kind: 'k' }], sort: { field: 'rank', direction: 'desc' } })).toEqual([
      'a',
      'e',
      'c',
      'b',
    ]);
  });

  it('finds nothing where there is none to meet, and all where one asks for nothing', async () => {
    await putItems();

    expect(await list({ anyOf: [] })).toEqual([]);
    expect(await list({ where: { kind: 'k' }, anyOf: [] })).toEqual([]);
    expect(await list({ anyOf: [{ kind: 'k' }, {}] })).toEqual(['b', 'c', 'e', 'd', 'a']);
  });

  it('narrows down what the filter leaves, also by a field of the filter', async () => {
    await putItems();

    expect(await list({ where: { rank: 1 }, anyOf: [{ kind: 'k' }, { kind: 'm' }, { kind: null }] })).toEqual([
      'b',
      'e',
    ]);
    expect(await list({ where: { kind: 'k' }, anyOf: [{ kind: 'k', rank: 1 }, { kind: 'l' }] })).toEqual(['b']);
    expect(await list({ where: { kind: 'k' }, anyOf: [{ kind: 'l' }] })).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5])('pages of %d join up', async (limit) => {
    await putItems();
    const anyOf = [{ kind: 'k' }, { rank: 1 }, { rank: 2 }];

    for (const direction of ['asc', 'desc'] as const) {
      const whole = ['b', 'c', 'e', 'd', 'a'];
      const pages = await pagesOf(store.items.model, { anyOf, sort: { field: 'rank', direction }, limit });
      expect(pages.flat().map(({ id }) => id)).toEqual(direction === 'asc' ? whole : whole.reverse());
      expect(pages).toHaveLength(Math.ceil(5 / limit));
    }
  });

  it('refuses a field that leads no index in any of them', async () => {
    await expect(list({ anyOf: [{ kind: 'k' }, { size: 1 }] })).rejects.toThrow(
      new TypeError('"size" leads no index of items.v1.g1'),
    );
  });
}
