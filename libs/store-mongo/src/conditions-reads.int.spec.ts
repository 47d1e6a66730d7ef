import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import mongoose from 'mongoose';
import { readFileSync } from 'node:fs';
import { type EventStore, unobserved, VersionConflict } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { commitOf, part, until } from '#testing/event-sourcing';
import {
  describeWithMongo,
  isHeadRead,
  isInsert,
  LogBehindProxy,
  onDatabase,
  type WireExchange,
  WireProxy,
} from '#testing/store-mongo';

const CARELESS = 'readPreference=secondaryPreferred&readConcernLevel=local&w=1&journal=false';

/** What makes the log on MongoDB what the port promises. Named after the conditions of its design. */
describeWithMongo('the log on MongoDB, when it reads', (server) => {
  let log: LogBehindProxy;
  beforeEach(async () => {
    log = await LogBehindProxy.open(server());
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await log.close();
  });

  describe('condition 1: whatever the URI says', () => {
    let proxy: WireProxy;
    let store: MongoStore;

    async function openCareless(database: string): Promise<MongoStore> {
      const connection = mongoose.createConnection(`${proxy.replicaSetUri(database)}&${CARELESS}`);
      return MongoStore.on(connection, unobserved);
    }

    beforeEach(async () => {
      proxy = await WireProxy.start(server().uri);
      const database = new URL(server().freshDatabase()).pathname.slice(1);
      store = await openCareless(database);
      await store.events.append(commitOf(1, { streams: [part('task-a', 0, 2)] }));
    });
    afterEach(async () => {
      await store.close();
      await proxy.stop();
    });

    it.each<[string, (events: EventStore) => Promise<unknown>]>([
      ['the tail and the head', (events) => events.head()],
      ['a stream', (events) => events.readStream('task-a')],
      ['a part of a stream', (events) => events.readStream('task-a', { after: 1, upTo: 2 })],
      ['a commit', (events) => events.readCommit('any')],
      ['what a subscriber reads', (events) => events.readAll(1, 1)],
      ['a filtered page', (events) => events.readAll(0, 1, { types: ['task.noted.v1'], streams: ['task-a'] })],
      ['where a stream ends', (events) => events.append(commitOf(2, { streams: [part('task-b', 1)] }))],
    ])('reads go to the primary and ask for what the majority has: %s', async (_what, read) => {
      const reader = await openCareless(new URL(server().freshDatabase()).pathname.slice(1));
      const finds = proxy.on(({ name }) => name === 'find');
      await read(reader.events).catch(() => {});
      await reader.close();

      expect(finds.exchanges.length).toBeGreaterThan(0);
      for (const { body } of finds.exchanges) {
        expect(body).toMatchObject({ readConcern: { level: 'majority' } });
        expect(body).not.toHaveProperty('$readPreference');
      }
    });

    it('writes wait for the majority and the journal, but not for ever', async () => {
      const inserts = proxy.on(isInsert);
      await store.events.append(commitOf(2));
      await store.events.restore([]);

      expect(inserts.exchanges.map(({ body }) => body.writeConcern)).toEqual([
        { w: 'majority', j: true, wtimeout: 4_000 },
      ]);
    });
  });

  it('condition 1: so it is with leases, documents and key records, whatever the URI says', async () => {
    const proxy = await WireProxy.start(server().uri);
    const database = new URL(server().freshDatabase()).pathname.slice(1);
    const connection = mongoose.createConnection(`${proxy.replicaSetUri(database)}&${CARELESS}`);
    const store = await MongoStore.on(connection, unobserved);
    try {
      const model = await store.readModels.open<{ kind: string }>({ name: 'kinds', version: 1, indexes: [['kind']] });
      const ours = new Set(['leases', 'key_records', model.lease]);
      const sent = proxy.on(({ collection = '' }) => ours.has(collection));
      await store.leases.claim(model.lease, undefined);
      await store.leases.claim(model.lease, 1);
      await store.leases.beat(model.lease, 2);
      const puts = [{ id: 'a', position: 1, document: { kind: 'one' } }];
      await model.apply({ puts, removes: [], checkpoint: 1, epoch: 2 });
      await Promise.all([model.get('a'), model.folded(['a']), model.count({ kind: 'one' })]);
      await model.find({ where: { kind: 'one' }, sort: { field: 'kind', direction: 'asc' }, limit: 1 });
      await store.leases.release(model.lease, 2);
      for (const outcome of [1, 2]) await store.keys.remember('key', { fingerprint: 'f', outcome }, 60_000);
      await store.keys.recall('key');

      const isRead = ({ name }: WireExchange) => name === 'find' || name === 'aggregate';
      expect(new Set(sent.exchanges.map(({ name }) => name))).toEqual(
        new Set(['insert', 'findAndModify', 'update', 'find', 'aggregate']),
      );
      for (const exchange of sent.exchanges) {
        const concern = isRead(exchange)
          ? { readConcern: { level: 'majority' } }
          : { writeConcern: { w: 'majority', j: true, wtimeout: 4_000 } };
        expect(exchange.body).toMatchObject(concern);
        expect(exchange.body).not.toHaveProperty('$readPreference');
      }
    } finally {
      await store.close();
      await proxy.stop();
    }
  });

  describe('condition 4: an append rests on what once was the head', () => {
    const onStream = (n: number, version: number, count = 1) =>
      commitOf(n, { streams: [part('task-a', version, count)] });
    const keysOf = ({ body }: WireExchange) => body.hint;

    it.each([
      ['in the middle of a commit', 2],
      ['behind a gap', 4],
    ])('and so not on one %s, which the index alone would let through', async (_where, version) => {
      await log.beside.events.append(onStream(1, 0, 3));
      const inserts = log.proxy.on(isInsert);

      await expect(log.through.events.append(onStream(2, version))).rejects.toThrow(VersionConflict);
      expect(inserts.exchanges).toEqual([]);
    });

    it('which is known from an own acknowledgement, or from loading the stream: no second read', async () => {
      await log.beside.events.append(onStream(1, 0, 3));
      await log.through.events.readStream('task-a');
      const heads = log.proxy.on(isHeadRead);
      await log.through.events.append(onStream(2, 3, 2));
      await log.through.events.append(onStream(3, 5));
      await log.through.events.append(commitOf(4));

      expect(heads.exchanges).toEqual([]);
    });

    it('or else is read with the index of streams', async () => {
      await log.beside.events.append(onStream(1, 0, 3));
      const heads = log.proxy.on(isHeadRead);
      await log.through.events.append(onStream(2, 3));

      expect(heads.exchanges.length).toBeGreaterThan(0);
      expect(new Set(heads.exchanges.map(keysOf))).toEqual(new Set(['stream_version']));
    });

    it('so that of two from the same head one is refused, and is told the version after the clash', async () => {
      await log.beside.events.append(onStream(1, 0, 3));
      await Promise.all([log.beside, log.through].map(({ events }) => events.readStream('task-a')));
      await log.beside.events.append(onStream(2, 3, 4));

      await expect(log.through.events.append(onStream(3, 3))).rejects.toMatchObject({
        code: 'version_conflict',
        expectedVersion: 3,
        actualVersion: 7,
      });
    });
  });

  it('condition 11: a log cannot be sharded, and the docs say so and what else to do', () => {
    const page = readFileSync(new URL('../../../docs/mongodb.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');

    expect(page).toContain('A log cannot be sharded');
    expect(page).toMatch(/more than one log.*one a context, or one a tenant/);
  });

  describe('condition 12: a reader is woken', () => {
    it('in the process that appended, at once', async () => {
      const woken: number[] = [];
      const stop = log.through.events.onAppended((position) => woken.push(position));
      await log.through.events.append(commitOf(1));
      stop();

      expect(woken).toEqual([1]);
    });

    it('elsewhere by looking at the head at most 250 ms apart', async () => {
      const timers = jest.spyOn(globalThis, 'setInterval');
      const woken: number[] = [];
      const stop = log.through.events.onAppended((position) => woken.push(position));
      await log.beside.events.append(commitOf(1));
      await until(() => woken.includes(1), 'a notice');
      stop();

      const [[, ms] = []] = timers.mock.calls;
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThanOrEqual(250);
    });
  });

  describe('condition 13: the indexes', () => {
    it('are made at the start', async () => {
      const uri = server().freshDatabase();
      await (await MongoStore.open({ uri })).close();

      const indexes = await onDatabase(uri, (db) => db.collection('commits').indexes());
      expect(indexes.map(({ name, key, unique }) => ({ name, key, unique }))).toEqual([
        { name: '_id_', key: { _id: 1 }, unique: undefined },
        { name: 'commit_id', key: { commitId: 1 }, unique: true },
        { name: 'stream_version', key: { 'parts.slot': 1 }, unique: true },
      ]);
    });

    it.each(['commit_id', 'stream_version'])('stop the start where %s is a different one', async (name) => {
      const uri = server().freshDatabase();
      await onDatabase(uri, (db) => db.collection('commits').createIndex({ other: 1 }, { name }));

      await expect(MongoStore.open({ uri })).rejects.toMatchObject({
        name: 'DatabaseUnusable',
        message: expect.stringContaining(`has an index "${name}" on its collection commits`),
      });
    });
  });
});
