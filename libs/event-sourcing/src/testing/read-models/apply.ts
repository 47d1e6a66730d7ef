import { expect, it } from '@jest/globals';
import { type Changes, LeaseLost } from '#libs/event-sourcing';
import type { Item, ReadModelsUnderTest } from './store-under-test.js';

export function applyCases(store: ReadModelsUnderTest): void {
  const checkpoint = async () => (await store.opened.leases.read(store.items.model.lease))?.checkpoint;
  const put = (id: string, position: number, rank: number) => ({ id, position, document: { id, rank } });
  const bySort = { sort: { field: 'rank', direction: 'asc' }, limit: 10 } as const;

  it('puts, removes and moves the checkpoint in one', async () => {
    const { items } = store;
    await items.apply({ puts: [put('a', 1, 1), put('b', 2, 2)], checkpoint: 2 });
    await items.apply({ puts: [put('b', 4, 4)], removes: [{ id: 'a', position: 3 }], checkpoint: 5 });

    expect(await items.model.get('a')).toBeUndefined();
    expect(await items.model.get('b')).toEqual({ id: 'b', rank: 4 });
    expect(await checkpoint()).toBe(5);
  });

  it('moves the checkpoint alone where nothing concerns it, and never back', async () => {
    await store.items.apply({ checkpoint: 7 });
    expect(await checkpoint()).toBe(7);

    await store.items.apply({ puts: [put('a', 3, 3)], checkpoint: 4 });

    expect(await checkpoint()).toBe(7);
    expect(await store.items.model.get('a')).toEqual({ id: 'a', rank: 3 });
  });

  it.each([
    ['older than the lease', 1],
    ['newer than the lease', 3],
  ])('changes nothing under an epoch that is %s', async (_age, epoch) => {
    const { items, opened } = store;
    await items.apply({ puts: [put('a', 1, 1), put('b', 2, 2)], checkpoint: 2 });
    await opened.leases.claim(items.model.lease, 1);
    const changes = { puts: [put('a', 3, 3), put('c', 4, 4)], removes: [{ id: 'b', position: 5 }], checkpoint: 5 };

    await expect(items.apply({ ...changes, epoch })).rejects.toThrow(LeaseLost);

    expect((await items.model.find(bySort)).documents.map(({ id, rank }) => [id, rank])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(await items.model.folded(['c'])).toEqual(new Map());
    expect(await opened.leases.read(items.model.lease)).toMatchObject({ epoch: 2, checkpoint: 2 });
  });

  it('changes nothing where nobody ever claimed the lease', async () => {
    const model = await store.opened.readModels.open<Item>({ name: 'others', version: 1, indexes: [['rank']] });
    const changes: Changes<Item> = { puts: [put('a', 1, 1)], removes: [], checkpoint: 1, epoch: 1 };

    await expect(model.apply(changes)).rejects.toThrow(LeaseLost);

    expect(await model.get('a')).toBeUndefined();
    expect(await store.opened.leases.read(model.lease)).toBeUndefined();
  });

  it.each([
    ['the same', 5],
    ['an older', 4],
  ])('lets a document be that was folded up to a newer position: %s', async (_age, position) => {
    const { items } = store;
    await items.apply({ puts: [put('a', 5, 5)] });

    await items.apply({ puts: [put('a', position, 1), put('b', position, 1)] });
    expect(await items.model.get('a')).toEqual({ id: 'a', rank: 5 });
    await items.remove(position, 'a');

    expect(await items.model.folded(['a'])).toEqual(new Map([['a', { position: 5, document: { id: 'a', rank: 5 } }]]));
    expect((await items.model.find(bySort)).documents.map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('is found by its new fields alone once it is put again', async () => {
    await store.items.put(1, { id: 'a', rank: 1 });
    await store.items.put(2, { id: 'a', rank: 'one' });

    expect(await store.items.model.count({ rank: 1 })).toBe(0);
    expect((await store.items.model.find({ ...bySort, where: { rank: 'one' } })).documents).toHaveLength(1);
    expect(await store.items.model.count()).toBe(1);
  });

  it('ends with the newest, in whatever order applies arrive together', async () => {
    const positions = [3, 9, 1, 20, 14, 7, 19, 2];
    await Promise.all(positions.map((position) => store.items.apply({ puts: [put('a', position, position)] })));

    expect(await store.items.model.get('a')).toEqual({ id: 'a', rank: 20 });
  });

  it('keeps a document as it was put, whatever its sender does to it from then on', async () => {
    const document = { id: 'a', rank: 1, tags: ['as', 'put'] };
    await store.items.put(1, document);
    document.rank = 2;
    document.tags.push('changed');

    expect(await store.items.model.get('a')).toEqual({ id: 'a', rank: 1, tags: ['as', 'put'] });
    expect(await store.items.model.count({ rank: 1 })).toBe(1);
  });
}
