import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose, { mongo } from 'mongoose';
import { LeaseLost, type ReadModel, StoreUnavailable, unobserved } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { until } from '#testing/event-sourcing';
import { describeWithMongo, type WireExchange, WireProxy } from '#testing/store-mongo';

interface Item {
  readonly rank: number;
}

const definition = { name: 'items', version: 1, indexes: [['rank']] } as const;
const OPTIONS =
  'w=1&journal=false&wtimeoutMS=1&retryWrites=false&readPreference=secondaryPreferred&readConcernLevel=local';
const DURABLE = { w: 'majority', j: true, wtimeout: 4_000 };
const SETTLED = { level: 'majority' };
const CONCERNS = { find: SETTLED, aggregate: SETTLED, insert: DURABLE, update: DURABLE, findAndModify: DURABLE };

const isDocuments = ({ name, collection }: WireExchange) => name === 'update' && collection === 'items.v1.g1';
const isCheckpoint = ({ name, collection }: WireExchange) => name === 'update' && collection === 'leases';
const refused = (code: number) => ({ ok: 1, n: 0, nModified: 0, writeErrors: [{ index: 0, code, errmsg: 'refused' }] });
const unsure = { ok: 1, n: 1, nModified: 1, writeConcernError: { code: 64, errmsg: 'waiting timed out' } };
const put = (position: number, id = 'a') => ({ id, position, document: { rank: position } });

describeWithMongo(
  'writes of read models and leases',
  (server) => {
    let proxy: WireProxy;
    let store: MongoStore;
    let items: ReadModel<Item>;
    let other: MongoStore;
    let client: mongo.MongoClient;

    beforeEach(async () => {
      const uri = server().freshDatabase();
      proxy = await WireProxy.start(server().uri);
      other = await MongoStore.open({ uri });
      client = await mongo.MongoClient.connect(uri);
      const careless = `${proxy.replicaSetUri(new URL(uri).pathname.slice(1))}&${OPTIONS}`;
      store = await MongoStore.on(await mongoose.createConnection(careless).asPromise(), unobserved);
      items = await store.readModels.open<Item>(definition);
      await store.leases.claim(items.lease, undefined);
    });
    afterEach(async () => {
      await proxy.stop();
      await Promise.all([store.close(), other.close(), client.close()]);
    });

    const apply = (...positions: readonly number[]) =>
      items.apply({
        puts: positions.map((position) => put(position)),
        removes: [],
        checkpoint: positions.at(-1) ?? 0,
        epoch: 1,
      });
    const lease = () => other.leases.read(items.lease);

    it('ask for the word of the majority, and so do reads, which go to the primary, whatever the connection was opened with', async () => {
      const { exchanges } = proxy.on(({ collection }) => collection !== undefined);
      await items.apply({ puts: [put(1)], removes: [{ id: 'b', position: 1 }], checkpoint: 1, epoch: 1 });
      await items.find({ sort: { field: 'rank', direction: 'asc' }, limit: 1 });
      await Promise.all([items.get('a'), items.count(), items.folded(['a'])]);
      await store.leases.claim('other', undefined);
      await store.leases.claim('other', 1);
      await store.leases.beat('other', 2);
      await store.leases.release('other', 2);

      for (const { name, body } of exchanges) {
        expect([name, body.readConcern ?? body.writeConcern]).toEqual([name, CONCERNS[name as keyof typeof CONCERNS]]);
        expect(body).not.toHaveProperty('$readPreference');
      }
      expect(new Set(exchanges.map(({ name }) => name))).toEqual(new Set(Object.keys(CONCERNS)));
    });

    it('need one call where no document is written', async () => {
      const { exchanges } = proxy.on(() => true);
      await apply();

      expect(exchanges.map(({ name, collection }) => [name, collection])).toEqual([['update', 'leases']]);
    });

    describe('of documents', () => {
      it('are sent in the order of their ids, so that two who write the same ones never wait in a circle', async () => {
        const { exchanges } = proxy.on(isDocuments);
        const puts = ['c', 'a', 'd'].map((id) => put(1, id));
        await items.apply({ puts, removes: [{ id: 'b', position: 1 }], checkpoint: 1, epoch: 1 });

        const updates = exchanges.flatMap(({ body }) => body.updates as { readonly q: { readonly _id: string } }[]);
        expect(updates.map(({ q }) => q._id)).toEqual(['a', 'b', 'c', 'd']);
      });

      it('are tried again where another put the document at the same moment: the newer one stays', async () => {
        await client
          .db()
          .collection<{ _id: string }>('items.v1.g1')
          .insertOne({ _id: 'a', position: 5 } as { _id: string });
        proxy.on(isDocuments, { answer: refused(11_000), times: 1 });
        await apply(9);

        expect(await items.folded(['a'])).toEqual(new Map([['a', { position: 9, document: { rank: 9 } }]]));
        await apply(8);
        expect(await items.get('a')).toEqual({ rank: 9 });
      });

      it.each([
        ['WriteConflict', refused(112)],
        ['deadlock detected', refused(16_908_292)],
        ['a lost race of all of them', { ok: 0, code: 112, errmsg: 'WriteConflict' }],
      ])('are tried again after %s, up to a bound', async (_name, answer) => {
        const thrice = proxy.on(isDocuments, { answer, times: 3 });
        await apply(1);
        expect(await items.get('a')).toEqual({ rank: 1 });
        expect(thrice.exchanges).toHaveLength(3);

        const always = proxy.on(isDocuments, { answer });
        await expect(apply(2)).rejects.toThrow(StoreUnavailable);
        expect(always.exchanges).toHaveLength(20);
        expect(await lease()).toMatchObject({ checkpoint: 1 });
      });

      it.each([
        ['refused for another reason', refused(121)],
        ['refused as a whole', { ok: 0, code: 121, errmsg: 'refused' }],
        ['not acknowledged by the majority', unsure],
        ['partly known, and not acknowledged by the majority', { ...refused(11_000), ...unsure }],
      ])('that are %s leave the checkpoint where it is', async (_name, answer) => {
        await apply(1);
        const rule = proxy.on(isDocuments, { answer });

        await expect(apply(2)).rejects.toEqual(new StoreUnavailable('the database gave no clear answer'));
        expect(rule.exchanges).toHaveLength(1);
        expect(await lease()).toMatchObject({ checkpoint: 1 });
      });
    });

    it('that are unclear are safe to repeat', async () => {
      proxy.on(isDocuments, { reply: 'cut', times: 1 });
      await expect(apply(1, 2)).rejects.toEqual(new StoreUnavailable('the database cannot be reached'));
      await apply(1, 2, 3);

      expect(await items.folded(['a'])).toEqual(new Map([['a', { position: 3, document: { rank: 3 } }]]));
    });

    describe('of the checkpoint', () => {
      it.each([
        ['before it is done', { request: 'cut before' }, 0],
        ['after it is done', { reply: 'cut' }, 7],
      ] as const)('that are lost %s lose no document, and none is folded twice', async (_when, actions, checkpoint) => {
        const rule = proxy.on(isCheckpoint, { ...actions, times: 1 });
        await expect(apply(1, 7)).rejects.toThrow(StoreUnavailable);
        expect(rule.exchanges).toHaveLength(1);
        expect(await lease()).toMatchObject({ checkpoint });

        await apply(1, 7);
        expect(await items.folded(['a'])).toEqual(new Map([['a', { position: 7, document: { rank: 7 } }]]));
        expect(await lease()).toMatchObject({ checkpoint: 7 });
      });

      it('that come after another process took the lease over are refused', async () => {
        const rule = proxy.on(isDocuments, { request: 'hold', times: 1 });
        const applied = apply(3);
        await until(() => rule.exchanges.length === 1, 'the documents');
        await other.leases.claim(items.lease, 1);
        rule.end();

        await expect(applied).rejects.toThrow(LeaseLost);
        expect(await lease()).toMatchObject({ epoch: 2, checkpoint: 0 });
      });
    });

    describe('of leases', () => {
      const isLeaseChange = ({ name, collection }: WireExchange) => collection === 'leases' && name !== 'find';
      const changes: [string, () => Promise<unknown>][] = [
        ['a claim', () => store.leases.claim(items.lease, 1)],
        ['a first claim', () => store.leases.claim('first', undefined)],
        ['a beat', () => store.leases.beat(items.lease, 1)],
        ['a step', () => store.leases.advance(items.lease, 1, 1)],
        ['a release', () => store.leases.release(items.lease, 1)],
      ];

      it.each(changes)('are tried again after a lost race: %s', async (_what, change) => {
        const rule = proxy.on(isLeaseChange, {
          answer: { ok: 0, code: 16_908_292, errmsg: 'deadlock detected' },
          times: 2,
        });

        await expect(change()).resolves.not.toBe(false);
        expect(rule.exchanges).toHaveLength(2);
      });

      it.each(changes)('are unclear without the word of the majority: %s', async (_what, change) => {
        proxy.on(isLeaseChange, { answer: { ...unsure, value: null } });

        await expect(change()).rejects.toEqual(new StoreUnavailable('the database gave no clear answer'));
      });
    });
  },
  { own: true },
);
