import { afterAll, describe, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { type FieldValue, LeaseLost, StoreUnavailable } from '#libs/event-sourcing';
import { DatabaseUnusable } from '#libs/store-sqlite';
import { commitOf } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';

interface Item {
  readonly rank: FieldValue;
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
    expect(await store.events.head()).toBe(0);
  });
});

describe('lists', () => {
  const ranks: FieldValue[] = [
    null,
    -1e308,
    -1,
    0,
    0.5,
    9_007_199_254_740_991,
    '',
    '0',
    'A',
    'a',
    'ä',
    '\u{ffff}',
    '\u{10000}',
  ];

  it.each(['asc', 'desc'] as const)(
    'page %s over nulls, numbers and strings by bytes, ties by id',
    async (direction) => {
      const { items, epoch } = await openItems();
      const puts = ranks.flatMap((rank, index) => ['x', 'y'].map((id) => ({ id: `${id}${index}`, rank })));
      const shuffled = puts.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const changes = shuffled.map(({ id, rank }) => ({ id, position: 1, document: { rank, id } }));
      await items.apply({ puts: changes, removes: [{ id: 'gone', position: 1 }], checkpoint: 1, epoch });

      for (const limit of [1, 2, 3, 100]) {
        const seen: FieldValue[] = [];
        let after: string | undefined;
        do {
          const page = await items.find({ sort: { field: 'rank', direction }, limit, ...(after && { after }) });
          seen.push(...page.documents.map(({ rank }) => rank));
          after = page.next;
        } while (after);
        const expected = ranks.flatMap((rank) => [rank, rank]);
        expect(seen).toEqual(direction === 'asc' ? expected : expected.reverse());
      }
      expect(await items.count({ rank: null })).toBe(2);
      expect(await items.count()).toBe(2 * ranks.length);
    },
  );
});

describe('apply', () => {
  it('changes neither documents nor checkpoint once the lease is lost', async () => {
    const { store, items, epoch } = await openItems();
    const put = (rank: number, position: number) => [{ id: 'one', position, document: { rank } }];
    await items.apply({ puts: put(1, 1), removes: [], checkpoint: 1, epoch });
    await store.leases.claim(items.lease, 1);

    await expect(items.apply({ puts: put(2, 2), removes: [], checkpoint: 2, epoch })).rejects.toThrow(LeaseLost);

    expect(await items.get('one')).toEqual({ rank: 1 });
    expect(await store.leases.read(items.lease)).toMatchObject({ epoch: 2, checkpoint: 1 });
  });

  it('moves documents and checkpoint together or not at all, also when the file is full', async () => {
    const store = await folder.open({ maxPages: 60 });
    const items = await store.readModels.open<Item & { text: string }>(definition);
    await store.leases.claim(items.lease, undefined);
    const puts = [1, 2].map((n) => ({ id: `${n}`, position: n, document: { rank: n, text: 'x'.repeat(n * 100_000) } }));

    await expect(items.apply({ puts, removes: [], checkpoint: 2, epoch: 1 })).rejects.toThrow(StoreUnavailable);

    expect(await items.folded(['1', '2'])).toEqual(new Map());
    expect(await store.leases.read(items.lease)).toMatchObject({ checkpoint: 0 });
    expect((await store.events.append(commitOf(1))).commit.firstPosition).toBe(1);
  });
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
