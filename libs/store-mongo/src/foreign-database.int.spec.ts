import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { DatabaseUnusable, StoreUnavailable } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { commitOf } from '#testing/event-sourcing';
import { describeWithMongo } from '#testing/store-mongo';

interface Document {
  readonly _id: unknown;
  readonly [field: string]: unknown;
}

describeWithMongo('a database of which something else wrote a part', (server) => {
  let client: mongo.MongoClient;
  const stores: MongoStore[] = [];
  beforeAll(async () => {
    client = await mongo.MongoClient.connect(server().uri);
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await client.close();
  });

  const open = async (uri: string) => {
    const store = await MongoStore.open({ uri });
    stores.push(store);
    return store;
  };
  const databaseOf = (uri: string) => client.db(new URL(uri).pathname.slice(1));
  const commitsOf = (uri: string) => databaseOf(uri).collection<Document>('commits');
  const appended = async (store: MongoStore, n: number) =>
    (await store.events.append(commitOf(n))).commit.firstPosition;

  /** With two commits and without indexes. */
  async function log(): Promise<string> {
    const uri = server().freshDatabase();
    const store = await open(uri);
    for (const n of [1, 2]) await appended(store, n);
    await store.close();
    await commitsOf(uri).dropIndexes();
    return uri;
  }

  async function contentsOf(uri: string): Promise<unknown> {
    const collections = await databaseOf(uri).collections();
    return Promise.all(
      collections.map(async (each) => [each.collectionName, await each.indexes(), await each.find().toArray()]),
    );
  }

  async function expectRefusal(uri: string, why: string): Promise<void> {
    const before = await contentsOf(uri);
    await expect(open(uri)).rejects.toEqual(new DatabaseUnusable(`the database at ${new URL(uri).host} ${why}`));
    expect(await contentsOf(uri)).toEqual(before);
  }

  describe('stops the start, which makes nothing', () => {
    const FOREIGN = 'holds commits that this program did not write: name another database in DATABASE_URL';

    it.each<[string, Document]>([
      ['with an id of its own', { _id: new mongo.ObjectId(), name: 'Ann' }],
      ['with a text as id', { _id: 'a1b2', message: 'Fix the build', author: 'Ann' }],
      ['without an id', { _id: null }],
      ['without any other field', { _id: 3 }],
      ['with texts for parts', { _id: 3, commitId: 'a', at: new Date(), count: 1, parts: ['a'], metadata: {} }],
      ['with nothing for parts', { _id: 3, commitId: 'a', at: new Date(), count: 0, parts: null, metadata: {} }],
      ['with nothing for metadata', { _id: 3, commitId: 'a', at: new Date(), count: 0, parts: [], metadata: null }],
    ])('a document %s', async (_, document) => {
      for (const uri of [server().freshDatabase(), await log()]) {
        await commitsOf(uri).insertOne(document);
        await expectRefusal(uri, FOREIGN);
      }
    });

    it('a commit twice, which no index kept out', async () => {
      const uri = await log();
      const [first] = await commitsOf(uri).find().sort({ _id: 1 }).toArray();
      await commitsOf(uri).insertOne({ ...first, _id: 3 });

      await expectRefusal(uri, FOREIGN);
    });

    it.each<[string, string, mongo.IndexSpecification, mongo.CreateIndexesOptions]>([
      ['that is not unique', 'commit_id', { commitId: 1 }, {}],
      ['of another field', 'stream_version', { 'parts.streamId': 1 }, { unique: true }],
      ['in another order', 'stream_version', { 'parts.slot': -1 }, { unique: true }],
      ['of a part of the log', 'commit_id', { commitId: 1 }, { unique: true, partialFilterExpression: { count: 1 } }],
      ['of another name', 'slots', { 'parts.slot': 1 }, { unique: true }],
      ['that refuses commits', 'at', { at: 1 }, { unique: true }],
      ['that removes commits', 'at', { at: 1 }, { expireAfterSeconds: 86_400 }],
    ])('an index %s', async (_, name, keys, options) => {
      const uri = await log();
      await commitsOf(uri).createIndex(keys, { ...options, name });

      await expectRefusal(
        uri,
        `has an index "${name}" on its collection commits that this program did not make: drop it, or name another database in DATABASE_URL`,
      );
    });

    it('an index in the way of ours on the key records', async () => {
      const uri = await log();
      const keyRecords = databaseOf(uri).collection('key_records');
      await keyRecords.dropIndexes();
      await keyRecords.createIndex({ expiresAt: 1 }, { name: 'expires_at', expireAfterSeconds: 60 });

      await expect(open(uri)).rejects.toThrow(
        'has an index "expires_at" on its collection key_records that this program did not make: drop it',
      );
    });
  });

  it('is used beside what is not in the way', async () => {
    const uri = await log();
    await commitsOf(uri).createIndex({ at: 1 });
    await databaseOf(uri).collection('orders').insertOne({ of: 'another program' });

    expect(await appended(await open(uri), 3)).toBe(3);
    expect(await databaseOf(uri).collection('orders').countDocuments()).toBe(1);
  });

  it.each(['commit_id', 'stream_version'])('gets back an index %s that is missing', async (name) => {
    const uri = await log();
    await (await open(uri)).close();
    await commitsOf(uri).dropIndex(name);

    await open(uri);
    expect(await commitsOf(uri).indexes()).toContainEqual(expect.objectContaining({ name, unique: true }));
  });

  it('lets key records go once their life is over', async () => {
    const uri = await log();
    await databaseOf(uri).collection('key_records').dropIndexes();
    await open(uri);

    expect(await databaseOf(uri).collection('key_records').indexes()).toContainEqual(
      expect.objectContaining({ name: 'expires_at', key: { expiresAt: 1 }, expireAfterSeconds: 0 }),
    );
  });

  it('is made once by several that open it at the same moment', async () => {
    const uri = server().freshDatabase();
    const opened = await Promise.all(Array.from({ length: 8 }, () => open(uri)));

    const positions = await Promise.all(opened.map((store, n) => appended(store, n + 1)));
    expect(positions.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const names = (await commitsOf(uri).indexes()).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['_id_', 'commit_id', 'stream_version']);
  });

  it.each<[string, Document]>([
    ['at the next position', { _id: 3 }],
    ['after all positions', { _id: 'a1b2' }],
  ])('stores nothing behind a document that came %s', async (_, document) => {
    const uri = await log();
    const store = await open(uri);
    await commitsOf(uri).insertOne(document);

    const foreign = new StoreUnavailable('the log holds a document that this program did not write');
    await expect(store.events.append(commitOf(3))).rejects.toEqual(foreign);
    await expect(store.events.head()).rejects.toEqual(foreign);
    expect(await commitsOf(uri).countDocuments()).toBe(3);
  });

  const slot = { streamId: 'task-x', firstVersion: 1, slot: 'task-x@0000000000000001' };
  it.each<[string, object]>([
    ['without events', slot],
    ['with events that are none', { ...slot, events: [{ type: 'noted.v1', data: '{' }] }],
    ['with events without data', { ...slot, events: [{ type: 'noted.v1' }] }],
  ])('is not read past a document %s', async (_, part) => {
    const uri = await log();
    const store = await open(uri);
    const commit = { _id: 3, commitId: 'x', count: 1, at: new Date(), metadata: { correlationid: 'x' } };
    await commitsOf(uri).insertOne({ ...commit, parts: [part] });
    expect(await appended(store, 4)).toBe(4);

    const foreign = new StoreUnavailable('the log holds a document that this program did not write');
    expect((await store.events.readAll(0, 2)).position).toBe(2);
    await expect(store.events.readAll(2, 10)).rejects.toEqual(foreign);
    await expect(store.events.readStream('task-x')).rejects.toEqual(foreign);
    await expect(store.events.readCommit('x')).rejects.toEqual(foreign);
  });
});
