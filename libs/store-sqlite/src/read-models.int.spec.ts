import { afterAll, describe, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '#libs/event-sourcing';
import { DatabaseUnusable } from '#libs/event-sourcing';
import { commitOf } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';

interface Item {
  readonly rank: number;
}

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const definition = { name: 'items', version: 1, indexes: [['rank']] } as const;

async function openItems(path = folder.file()) {
  const store = await folder.open({ path });
  const items = await store.readModels.open<Item>(definition);
  const lease = await store.leases.claim(items.lease, undefined);
  return { path, store, items, epoch: lease?.epoch ?? 0 };
}

describe('a table', () => {
  it('is made once, also when several processes open it at the same moment', async () => {
    const path = folder.file();
    const stores = await Promise.all([1, 2, 3].map(() => folder.open({ path })));

    const models = await Promise.all(stores.map(({ readModels }) => readModels.open<Item>(definition)));

    expect(await Promise.all(models.map((model) => model.count()))).toEqual([0, 0, 0]);
  });

  it('with other indexes than the code declares is refused', async () => {
    const { store } = await openItems();
    const changed = { ...definition, indexes: [['rank'], ['rank', 'id']] } as const;

    const opened = store.readModels.open<Item & { id: string }>(changed);

    await expect(opened).rejects.toThrow(DatabaseUnusable);
    await expect(opened).rejects.toThrow('read model items.v1.g1 is stored with other indexes: raise its version');
    await expect(store.readModels.open<Item & { id: string }>({ ...changed, version: 2 })).resolves.toBeDefined();
  });

  it('with other text than the code declares is refused, and without any has nothing beside it', async () => {
    interface Text {
      readonly a: string;
      readonly b: string;
    }
    const { store, path } = await openItems();
    const texts = { name: 'texts', version: 1, indexes: [['a']], text: ['a'] } as const;
    await store.readModels.open<Text>(texts);

    const why = 'read model texts.v1.g1 is stored with other indexes: raise its version';
    for (const text of [[], ['b'], ['a', 'b']] as const) {
      await expect(store.readModels.open<Text>({ ...texts, text })).rejects.toThrow(why);
    }
    await expect(store.readModels.open<Text>(texts)).resolves.toBeDefined();
    const db = new DatabaseSync(path);
    const made = db.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'items%' ORDER BY name").all();
    db.close();
    expect(made.map(({ name }) => name)).toEqual(['items.v1.g1', 'items.v1.g1(rank)']);
  });

  it('takes names that mean something to SQL or to the table itself', async () => {
    interface Odd {
      readonly id: string;
      readonly position: number;
      readonly 'a"; DROP TABLE events; --': string;
    }
    const { store } = await openItems();
    const field = 'a"; DROP TABLE events; --';
    const odd = await store.readModels.open<Odd>({
      name: 'od"d',
      version: 1,
      indexes: [['id'], ['position'], [field]],
      text: ['id', field],
    });
    await store.leases.claim(odd.lease, undefined);
    const document = { id: 'inner', position: 70, [field]: 'x' } as Odd;
    await odd.apply({ puts: [{ id: 'outer', position: 7, document }], removes: [], checkpoint: 7, epoch: 1 });

    const found = await odd.find({
      where: { id: 'inner', [field]: 'x' },
      sort: { field: 'position', direction: 'asc' },
      limit: 1,
    });

    expect(found).toEqual({ documents: [document] });
    expect(await odd.find({ search: 'INN', sort: { field, direction: 'asc' }, limit: 1 })).toEqual(found);
    expect(await store.events.head()).toBe(0);
  });
});

it('applies documents and checkpoint together or not at all when the file is full', async () => {
  const store = await folder.open({ maxPages: 60 });
  const items = await store.readModels.open<Item & { text: string }>(definition);
  await store.leases.claim(items.lease, undefined);
  const puts = [1, 2].map((n) => ({ id: `${n}`, position: n, document: { rank: n, text: 'x'.repeat(n * 100_000) } }));

  await expect(items.apply({ puts, removes: [], checkpoint: 2, epoch: 1 })).rejects.toThrow(StoreUnavailable);

  expect(await items.folded(['1', '2'])).toEqual(new Map());
  expect(await store.leases.read(items.lease)).toMatchObject({ checkpoint: 0 });
  expect((await store.events.append(commitOf(1))).commit.firstPosition).toBe(1);
});

it('tells of damage found later in its own words, not the driver’s', async () => {
  const { path, items } = await openItems();
  const other = new DatabaseSync(path);
  other.exec('DROP TABLE "items.v1.g1"');
  other.close();

  await expect(items.count()).rejects.toEqual(new StoreUnavailable('the database gave no clear answer'));
  await expect(items.apply({ puts: [], removes: [], checkpoint: 1, epoch: 1 })).resolves.toBeUndefined();
  await expect(items.apply({ puts: [], removes: [{ id: '1', position: 1 }], checkpoint: 1, epoch: 1 })).rejects.toEqual(
    new StoreUnavailable('the database gave no clear answer'),
  );
});
