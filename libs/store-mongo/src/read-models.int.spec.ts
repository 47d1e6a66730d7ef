import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { DatabaseUnusable, type ReadModelDefinition } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { describeWithMongo } from '#testing/store-mongo';

interface Item {
  readonly id: string;
  readonly rank: number;
  readonly kind?: string;
}

const definition: ReadModelDefinition<Item> = { name: 'items', version: 1, indexes: [['rank'], ['kind', 'rank']] };

describeWithMongo('read models on MongoDB', (server) => {
  let uri: string;
  let client: mongo.MongoClient;
  let stored: mongo.Collection<{ _id: string }>;
  let stores: MongoStore[] = [];

  beforeEach(async () => {
    uri = server().freshDatabase();
    client = await mongo.MongoClient.connect(uri);
    stored = client.db().collection('items.v1.g1');
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    stores = [];
    await client.close();
  });

  async function open(): Promise<MongoStore> {
    const store = await MongoStore.open({ uri });
    stores.push(store);
    return store;
  }

  async function openItems(model = definition) {
    const { readModels, leases } = await open();
    const items = await readModels.open(model);
    const lease = await leases.claim(items.lease, undefined);
    return { items, epoch: lease?.epoch ?? 0 };
  }

  const indexNames = async () => (await stored.indexes()).map(({ name }) => name).toSorted();

  it('keep the words of a document where it has text, and refuse other text than what is stored', async () => {
    const texts = { ...definition, text: ['kind'] } as const;
    const { items, epoch } = await openItems(texts);
    const puts = [{ id: 'a', position: 1, document: { rank: 1, id: 'a', kind: 'Much Ado' } }];
    await items.apply({ puts, removes: [{ id: 'b', position: 2 }], checkpoint: 2, epoch });

    expect(
      await stored
        .find({}, { projection: { words: 1 } })
        .sort({ _id: 1 })
        .toArray(),
    ).toEqual([{ _id: 'a', words: ['much', 'ado'] }, { _id: 'b' }]);
    const { readModels } = await open();
    for (const text of [[], ['id'], ['kind', 'id']] as const) {
      await expect(readModels.open<Item>({ ...definition, text })).rejects.toThrow(DatabaseUnusable);
    }
  });

  it('keep the text of a document, its indexed fields, and of a removed one its id and position', async () => {
    const { items, epoch } = await openItems();
    const document = { rank: 1, id: 'a', tags: ['b'] };
    const puts = [{ id: 'a', position: 1, document }];
    await items.apply({ puts, removes: [{ id: 'b', position: 2 }], checkpoint: 2, epoch });

    expect(await stored.find().sort({ _id: 1 }).toArray()).toEqual([
      {
        _id: 'a',
        position: 1,
        live: true,
        document: '{"rank":1,"id":"a","tags":["b"]}',
        fields: { rank: 1, kind: null },
      },
      { _id: 'b', position: 2 },
    ]);
  });

  describe('their indexes', () => {
    const OURS = ['_id_', 'fields(kind,rank)', 'fields(rank)'];

    it('are made once, also when several open them at the same moment', async () => {
      const opened = await Promise.all([open(), open(), open()]);
      const models = await Promise.all(opened.map(({ readModels }) => readModels.open(definition)));

      expect(await Promise.all(models.map((model) => model.count()))).toEqual([0, 0, 0]);
      expect(await indexNames()).toEqual(OURS);
    });

    it('are completed where the process that made them was killed', async () => {
      await stored.createIndex({ live: 1, 'fields.rank': 1, _id: 1 }, { name: 'fields(rank)' });
      await openItems();

      expect(await indexNames()).toEqual(OURS);
    });

    it.each([
      ['more', [...definition.indexes, ['id']]],
      ['fewer', [['rank']]],
      ['reordered', [['rank'], ['rank', 'kind']]],
    ] as [string, ReadModelDefinition<Item>['indexes']][])(
      'stop the start where the code has %s',
      async (_, indexes) => {
        const { items, epoch } = await openItems();
        await items.apply({
          puts: [{ id: 'a', position: 1, document: { id: 'a', rank: 1 } }],
          removes: [],
          checkpoint: 1,
          epoch,
        });
        const { readModels } = await open();
        const opened = readModels.open({ ...definition, indexes });

        await expect(opened).rejects.toThrow(DatabaseUnusable);
        await expect(opened).rejects.toThrow('read model items.v1.g1 is stored with other indexes: raise its version');
        expect(await indexNames()).toEqual(OURS);
        await expect(readModels.open({ ...definition, indexes, version: 2 })).resolves.toBeDefined();
      },
    );

    it.each([
      ['other keys', { live: 1, 'fields.kind': 1, _id: 1 }, {}],
      ['other options', { live: 1, 'fields.rank': 1, _id: 1 }, { unique: true }],
    ] as const)('stop the start where one of the name has %s', async (_, keys, options) => {
      await stored.createIndex(keys, { name: 'fields(rank)', ...options });

      await expect(openItems()).rejects.toThrow(
        new DatabaseUnusable('read model items.v1.g1 is stored with other indexes: raise its version'),
      );
    });

    it('let those of the operator be', async () => {
      await openItems();
      await stored.createIndex({ position: 1 }, { name: 'my own' });

      await expect((await open()).readModels.open(definition)).resolves.toBeDefined();
      expect(await indexNames()).toEqual([...OURS, 'my own'].toSorted());
    });
  });

  it('take names that mean something to the database', async () => {
    const fields = ['id', 'position', 'a.b', '$where', '', '%', 'a b,c)', '__proto__', 'ä\u0000', '_id', 'live'];
    const { readModels, leases } = await open();
    const model = { name: 'o."d', version: 1, indexes: fields.map((field) => [field]) };
    const odd = await readModels.open<Readonly<Record<string, number>>>(model);
    await leases.claim(odd.lease, undefined);
    const [first, second] = [1, 2].map((n) => Object.fromEntries(fields.map((field) => [field, n])));
    const puts = [first, second].map((document = {}, n) => ({ id: `${n}`, position: 7, document }));
    await odd.apply({ puts, removes: [], checkpoint: 7, epoch: 1 });

    for (const field of fields) {
      const query = { sort: { field, direction: 'desc' }, limit: 1 } as const;
      const { documents, next = '' } = await odd.find(query);
      expect([documents, (await odd.find({ ...query, after: next })).documents]).toEqual([[second], [first]]);
      expect(await odd.count(Object.fromEntries([[field, 1]]))).toBe(1);
    }
  });
});
