import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { until } from '#testing/event-sourcing';
import { describeWithMongo, type WireExchange, WireProxy } from '#testing/store-mongo';

const isInsert = ({ name }: WireExchange) => name === 'insert';
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error) => error.name,
  );

describeWithMongo(
  'a proxy between driver and server',
  (server) => {
    let proxy: WireProxy;
    let client: mongo.MongoClient;
    let things: mongo.Collection<{ _id: number }>;

    beforeEach(async () => {
      proxy = await WireProxy.start(server().uri);
      const database = new URL(server().freshDatabase()).pathname.slice(1);
      client = new mongo.MongoClient(proxy.uri(database), { socketTimeoutMS: 500, serverSelectionTimeoutMS: 10_000 });
      things = client.db().collection('things');
      await things.insertOne({ _id: 0 });
    });
    afterEach(async () => {
      await proxy.stop();
      await client.close();
    });

    const insert = (_id: number) => outcome(things.insertOne({ _id }));
    const idsAt = async (collection: mongo.Collection<{ _id: number }>) =>
      (await collection.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    const ids = () => idsAt(things);

    describe('passes everything on, and', () => {
      it('tells of each command what was sent and what was answered', async () => {
        const inserts = proxy.on(isInsert);
        const all = proxy.on(() => true);
        await things.insertMany([{ _id: 1 }, { _id: 2 }], { ordered: true });
        await things.findOne({ _id: 2 });

        expect(inserts.exchanges).toMatchObject([
          {
            name: 'insert',
            collection: 'things',
            body: { insert: 'things', documents: [{ _id: 1 }, { _id: 2 }], ordered: true },
            reply: { n: 2, ok: 1 },
          },
        ]);
        expect(all.exchanges.filter(({ collection }) => collection === 'things')).toMatchObject([
          { name: 'insert' },
          { name: 'find', body: { filter: { _id: 2 } }, reply: { cursor: { firstBatch: [{ _id: 2 }] } } },
        ]);
      });

      it('takes messages of any size', async () => {
        const text = 'x'.repeat(5_000_000);
        const patient = await mongo.MongoClient.connect(proxy.uri(client.db().databaseName));
        try {
          const large = patient.db().collection<{ text: string }>('large');
          await large.insertMany([{ text }, { text }]);

          const found = await large.find().toArray();
          expect(found.map((document) => document.text.length)).toEqual([5_000_000, 5_000_000]);
        } finally {
          await patient.close();
        }
      });
    });

    describe('of a request', () => {
      it.each([
        ['swallows it: it never arrives', 'swallow', 'MongoNetworkTimeoutError', [0]],
        ['cuts the connection before it: it never arrives', 'cut before', 'MongoNetworkError', [0]],
        ['cuts the connection after it: it is done unheard', 'cut after', 'MongoNetworkError', [0, 1]],
      ] as const)('%s', async (_what, request, expected, stored) => {
        const rule = proxy.on(isInsert, { request, times: 1 });

        expect(await insert(1)).toBe(expected);
        if (request === 'cut after') await until(() => rule.exchanges[0]?.reply !== undefined, 'the reply');
        expect(await ids()).toEqual(stored);
        expect(await insert(2)).toBe('done');
      });

      it('holds it until it is released', async () => {
        const rule = proxy.on(isInsert, { request: 'hold', times: 1 });
        const inserted = insert(1);
        await until(() => rule.exchanges.length === 1, 'the request');

        expect(await ids()).toEqual([0]);
        rule.end();
        expect(await inserted).toBe('done');
        expect(await ids()).toEqual([0, 1]);
      });

      it('lets it arrive although its sender has given up', async () => {
        const rule = proxy.on(isInsert, { request: 'hold', times: 1 });
        expect(await insert(1)).toBe('MongoNetworkTimeoutError');
        expect(await ids()).toEqual([0]);
        rule.end();

        await until(async () => (await ids()).length === 2, 'the late request');
        expect(rule.exchanges).toHaveLength(1);
      });

      it('cuts the connection before it, and lets it arrive when it is released', async () => {
        const rule = proxy.on(isInsert, { request: 'late', times: 1 });
        expect(await insert(1)).toBe('MongoNetworkError');
        expect(await ids()).toEqual([0]);
        rule.end();

        await until(async () => (await ids()).length === 2, 'the late request');
      });
    });

    it('answers in the server’s stead', async () => {
      const writeErrors = [{ index: 0, code: 11_000, errmsg: 'as told' }];
      proxy.on(isInsert, { answer: { n: 0, writeErrors, ok: 1 }, times: 1 });

      await expect(things.insertOne({ _id: 1 })).rejects.toMatchObject({ code: 11_000, message: 'as told' });
      expect(await ids()).toEqual([0]);
      expect(await insert(1)).toBe('done');
    });

    describe('of a reply', () => {
      it.each([
        ['swallows it', 'swallow', 'MongoNetworkTimeoutError'],
        ['cuts the connection in the middle of it', 'cut', 'MongoNetworkError'],
      ] as const)('%s: the request is done', async (_what, reply, expected) => {
        const rule = proxy.on(isInsert, { reply, times: 1 });

        expect(await insert(1)).toBe(expected);
        expect(rule.exchanges[0]?.reply).toMatchObject({ n: 1, ok: 1 });
        expect(await ids()).toEqual([0, 1]);
      });

      it('tells another one: the request is done', async () => {
        const writeConcernError = { code: 64, errmsg: 'as told' };
        const rule = proxy.on(isInsert, { amend: { writeConcernError }, times: 1 });

        await expect(things.insertOne({ _id: 1 })).rejects.toMatchObject({ code: 64, result: { n: 1 } });
        expect(rule.exchanges[0]?.reply).not.toHaveProperty('writeConcernError');
        expect(await ids()).toEqual([0, 1]);
      });

      it('holds it until it is released', async () => {
        const rule = proxy.on(isInsert, { reply: 'hold', times: 1 });
        const inserted = insert(1);
        await until(() => rule.exchanges[0]?.reply !== undefined, 'the reply');

        expect(await ids()).toEqual([0, 1]);
        rule.end();
        expect(await inserted).toBe('done');
      });
    });

    describe('with several rules', () => {
      it('follows the oldest that does anything, and each as often as it says', async () => {
        const watching = proxy.on(isInsert);
        const once = proxy.on(isInsert, { request: 'cut before', times: 1 });
        const then = proxy.on(isInsert, { request: 'swallow' });

        expect([await insert(1), await insert(2)]).toEqual(['MongoNetworkError', 'MongoNetworkTimeoutError']);
        then.end();
        expect(await insert(3)).toBe('done');
        expect([watching, once, then].map(({ exchanges }) => exchanges.length)).toEqual([3, 1, 1]);
      });
    });

    it('cuts all connections, and takes new ones', async () => {
      const rule = proxy.on(isInsert, { reply: 'hold', times: 1 });
      const inserted = insert(1);
      await until(() => rule.exchanges[0]?.reply !== undefined, 'the reply');
      proxy.cutAll();

      expect(await inserted).toBe('MongoNetworkError');
      expect(await ids()).toEqual([0, 1]);
    });

    it('refuses connections while it is down, on the same address as before and after', async () => {
      await proxy.down();
      const impatient = new mongo.MongoClient(proxy.uri('any'), { serverSelectionTimeoutMS: 300 });
      const refused = await outcome(impatient.connect());
      await impatient.close();

      expect(refused).toBe('MongoServerSelectionError');
      await proxy.up();
      expect(await insert(1)).toBe('done');
    });
  },
  { own: true },
);
