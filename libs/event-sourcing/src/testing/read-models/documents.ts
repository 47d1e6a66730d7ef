import { expect, it } from '@jest/globals';
import { type Item, ITEMS, ItemsUnderTest, type ReadModelsUnderTest } from './store-under-test.js';

const UNUSUAL_IDS = ['', ' ', 'a%_', "a'; --", '__proto__', 'ä', 'a\u0308', '\u{1f9f6}', '["a"]', 'A', 'a'];

export function documentCases(store: ReadModelsUnderTest): void {
  it('are got by their exact id', async () => {
    await store.items.put(1, ...UNUSUAL_IDS.map((id, rank) => ({ id, rank })));

    for (const [rank, id] of UNUSUAL_IDS.entries()) expect(await store.items.model.get(id)).toEqual({ id, rank });
    expect(await store.items.model.get('a%')).toBeUndefined();
  });

  it('come back as plain JSON, with the fields that no index knows', async () => {
    const deep = JSON.parse(
      '{"__proto__":{"a":1},"list":[1,[],{"":null}],"text":"\\u0000\\ud83e\\uddf6\\"\\\\"}',
    ) as object;
    const document = { id: 'a', rank: 0.1, flag: false, deep };
    await store.items.put(1, document);

    expect(JSON.stringify(await store.items.model.get('a'))).toBe(JSON.stringify(document));
  });

  it('are folded from where they stand: those asked for, with their positions', async () => {
    await store.items.put(3, { id: 'a', rank: 1 }, { id: 'b' });
    await store.items.remove(4, 'c');

    expect(await store.items.model.folded(['c', 'a', 'none', 'a'])).toEqual(
      new Map([
        ['a', { position: 3, document: { id: 'a', rank: 1 } }],
        ['c', { position: 4 }],
      ]),
    );
    expect(await store.items.model.folded([])).toEqual(new Map());
  });

  it('are taken by the thousand', async () => {
    const ids = Array.from({ length: 2_000 }, (_, n) => `item-${n}`);
    await store.items.put(1, ...ids.map((id, rank) => ({ id, rank })));

    expect((await store.items.model.folded(ids)).size).toBe(2_000);
    expect(await store.items.model.count()).toBe(2_000);
  });

  it('are the same for everybody who opens the same definition', async () => {
    await store.items.put(1, { id: 'a', rank: 1 });
    const again = await store.opened.readModels.open(ITEMS);

    expect(await again.get('a')).toEqual({ id: 'a', rank: 1 });
    await store.items.put(2, { id: 'a', rank: 2 });

    expect(again.lease).toBe(store.items.model.lease);
    expect(await again.find({ where: { rank: 2 }, sort: { field: 'rank', direction: 'asc' }, limit: 1 })).toEqual({
      documents: [{ id: 'a', rank: 2 }],
    });
  });

  it.each([
    ['version', { ...ITEMS, version: 2 }, 'items.v2.g1'],
    ['name', { ...ITEMS, name: 'things' }, 'things.v1.g1'],
  ])('belong to their %s', async (_part, definition, lease) => {
    const other = await ItemsUnderTest.open(store.opened, definition);
    await store.items.put(1, { id: 'a', rank: 1 }, { id: 'b' });
    await other.apply({ puts: [{ id: 'a', position: 5, document: { id: 'a', rank: 'other' } }], checkpoint: 5 });

    expect(await store.items.model.get('a')).toEqual({ id: 'a', rank: 1 });
    expect(await other.model.get('a')).toEqual({ id: 'a', rank: 'other' });
    expect([await store.items.model.count(), await other.model.count()]).toEqual([2, 1]);
    expect(other.model.lease).toBe(lease);
    expect(await store.opened.leases.read('items.v1.g1')).toMatchObject({ checkpoint: 1 });
    expect(await store.opened.leases.read(lease)).toMatchObject({ checkpoint: 5 });
  });

  it('need no index to be kept', async () => {
    const plain = await ItemsUnderTest.open(store.opened, { name: 'plain', version: 1, indexes: [] });
    const document: Item = { id: 'a', rank: 1 };
    await plain.put(1, document);
    await plain.remove(1, 'b');

    expect(await plain.model.get('a')).toEqual(document);
    expect(await plain.model.count()).toBe(1);
  });
}
