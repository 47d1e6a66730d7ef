import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mongo } from 'mongoose';
import { type Commit, InvalidCommit, LogContended, VersionConflict } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { commitOf, idOf, part, readLog, until, WatchedStages } from '#testing/event-sourcing';
import {
  describeWithMongo,
  isInsert,
  isLookUp,
  isTailRead,
  LogBehindProxy,
  type WireExchange,
} from '#testing/store-mongo';

const clash = (index: number, name: string) => ({
  n: index,
  writeErrors: [{ index, code: 11_000, errmsg: `Index '${name}'` }],
  ok: 1,
});
const unsure = { writeConcernError: { code: 64, errmsg: 'waiting timed out' } };
const STEPPED_DOWN = { ok: 0, code: 10_107, codeName: 'NotWritablePrimary', errmsg: 'not primary' };

/** What makes the log on MongoDB what the port promises. Named after the conditions of its design. */
describeWithMongo('the log on MongoDB, when it writes', (server) => {
  let log: LogBehindProxy;
  beforeEach(async () => {
    log = await LogBehindProxy.open(server());
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await log.close();
  });

  const append = (commit: Commit) => log.through.events.append(commit);
  const beside = (commit: Commit) => log.beside.events.append(commit);
  const documentsOf = ({ body }: WireExchange) => body.documents as { _id: number; commitId: string }[];
  const idsIn = (exchanges: readonly WireExchange[]) =>
    exchanges.map((each) => documentsOf(each).map(({ _id }) => _id));

  describe('condition 1: a write counts by the word of the majority', () => {
    it('of what came before a refused one, only without a writeConcernError', async () => {
      await beside(commitOf(2, { streams: [part('task-b', 0)] }));
      await log.through.events.readAll(0, 1);
      const lookUps = log.proxy.on(isLookUp);
      log.proxy.on(isInsert, { amend: unsure, times: 1 });
      const taken = commitOf(3, { streams: [part('task-b', 0)] });
      const [first, second] = await Promise.allSettled([append(commitOf(1)), append(taken)]);

      expect(first).toMatchObject({ value: { duplicate: false, commit: { firstPosition: 2 } } });
      expect(second).toMatchObject({ reason: { code: 'version_conflict' } });
      expect(lookUps.exchanges[0]?.body.filter).toEqual({ commitId: { $in: [idOf(1), idOf(3)] } });
    });
  });

  describe('condition 2: the next position is the tail’s and its count', () => {
    it('which is known from the last acknowledgement', async () => {
      await append(commitOf(1, { streams: [part('task-a', 0, 3)] }));
      const tails = log.proxy.on(isTailRead);
      const inserts = log.proxy.on(isInsert);
      await append(commitOf(2));

      expect(idsIn(inserts.exchanges)).toEqual([[4]]);
      expect(tails.exchanges).toHaveLength(0);
    });

    it('and is the same after a refusal, which uses no position', async () => {
      await beside(commitOf(1, { streams: [part('task-a', 0)] }));
      const refused = append(commitOf(2, { streams: [part('task-a', 0, 3)] }));
      await expect(refused).rejects.toThrow(VersionConflict);
      await append(commitOf(3));

      expect(await log.stored()).toEqual([1, 3].map(idOf));
    });

    it.each([
      ['a cut connection', { reply: 'cut' as const }],
      ['a majority that is late', { amend: unsure }],
      ['a primary that steps down', { answer: STEPPED_DOWN }],
    ])('and read again after %s', async (_what, actions) => {
      await append(commitOf(1));
      // The driver itself may send what a primary refused that steps down once more.
      log.proxy.on(isInsert, { ...actions, times: 2 });
      await append(commitOf(2));
      log.proxy.endRules();
      const inserts = log.proxy.on(isInsert);
      await append(commitOf(3));

      expect(idsIn(inserts.exchanges)).toEqual([[3]]);
      expect(await log.stored()).toEqual([1, 2, 3].map(idOf));
    });
  });

  describe('condition 3: inserts are ordered', () => {
    it('so that what stands behind a refused one is numbered anew, and no number stays unused', async () => {
      await beside(commitOf(9, { streams: [part('task-taken', 0, 2)] }));
      await log.through.events.readAll(0, 1);
      const inserts = log.proxy.on(isInsert);
      const commits = [1, 2, 3, 4].map((n) => commitOf(n, { streams: [part(`task-${n === 2 ? 'taken' : n}`, 0, n)] }));
      const results = await Promise.allSettled(commits.map(append));

      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
      expect(inserts.exchanges.map(({ body }) => body.ordered)).toEqual([true, true]);
      expect(idsIn(inserts.exchanges)).toEqual([
        [3, 4, 6, 9],
        [4, 7],
      ]);
      expect(await log.stored()).toEqual([9, 1, 3, 4].map(idOf));
    });
  });

  it('condition 5: two parts for one stream are refused in code, and nothing is sent', async () => {
    const sent = log.proxy.on(() => true);
    const twice = commitOf(1, { streams: [part('task-a', 0), part('task-b', 0), part('task-a', 1)] });

    await expect(append(twice)).rejects.toThrow(InvalidCommit);
    expect(sent.exchanges.filter(({ name }) => name === 'insert' || name === 'find')).toEqual([]);
  });

  it.each(['stream_version', '_id_', 'commit_id'])(
    'condition 6: a commit that is stored is a repeated one, whichever index its retry hits first: %s',
    async (index) => {
      const commit = commitOf(1, { streams: [part('task-a', 0)] });
      await beside(commit);
      log.proxy.on(isInsert, { answer: clash(0, index), times: 1 });

      expect(await append(commit)).toMatchObject({ duplicate: true, commit: { firstPosition: 1 } });
      expect(await log.stored()).toEqual([idOf(1)]);
    },
  );

  it('condition 8: nothing is ever deleted or changed in the log, and no position is used twice', async () => {
    const written = log.proxy.on(({ name, collection }) => collection === 'commits' && name !== 'find');
    log.proxy.on(isInsert, { request: 'cut after', times: 1 });
    await Promise.all([1, 2, 3].map((n) => append(commitOf(n, { streams: [part(`task-${n}`, 0, n)] }))));
    await beside(commitOf(4, { streams: [part('task-3', 3)] }));
    const stale = append(commitOf(5, { streams: [part('task-3', 3)] }));
    await expect(stale).rejects.toThrow(VersionConflict);
    await append(commitOf(6));

    expect(new Set(written.exchanges.map(({ name }) => name))).toEqual(new Set(['insert']));
    const positions = (await readLog(log.beside.events)).map(({ position }) => position);
    expect(positions).toEqual(positions.map((_, index) => index + 1));
    expect(positions).toHaveLength(8);
  });

  describe('condition 9: tries at a contended tail', () => {
    it('are bounded, with pauses of chance length, and end as LogContended', async () => {
      const random = jest.spyOn(Math, 'random').mockReturnValue(0);
      const inserts = log.proxy.on(isInsert, { answer: clash(0, '_id_') });
      const lost = append(commitOf(1));
      await expect(lost).rejects.toThrow(LogContended);

      expect(inserts.exchanges.length).toBeGreaterThan(5);
      expect(random.mock.calls.length).toBeGreaterThanOrEqual(inserts.exchanges.length - 1);
      inserts.end();
      expect(await log.stored()).toEqual([]);
    });

    it('go on with a small batch', async () => {
      const inserts = log.proxy.on(isInsert);
      log.proxy.on(isInsert, { answer: clash(0, '_id_'), times: 1 });
      await Promise.all(Array.from({ length: 256 }, (_, n) => append(commitOf(n + 1))));

      const sizes = inserts.exchanges.map((each) => documentsOf(each).length);
      expect(sizes.slice(0, 2)).toEqual([256, 64]);
      expect(await log.stored()).toHaveLength(256);
    });
  });

  describe('condition 10: group commit', () => {
    it('sends what waits while an insert is under way as one', async () => {
      const first = log.proxy.on(isInsert, { request: 'hold', times: 1 });
      const inserts = log.proxy.on(isInsert);
      const appends = [append(commitOf(1))];
      await until(() => first.exchanges.length === 1, 'the first insert');
      for (let n = 2; n <= 65; n++) appends.push(append(commitOf(n)));
      first.end();
      await Promise.all(appends);

      expect(inserts.exchanges.map((each) => documentsOf(each).length)).toEqual([1, 64]);
    });

    it('leaves to the next insert what goes on with a stream, or a commit, that is in this one', async () => {
      const inserts = log.proxy.on(isInsert);
      const [one, two, other, again] = await Promise.allSettled([
        append(commitOf(1, { streams: [part('task-a', 0)] })),
        append(commitOf(2, { streams: [part('task-a', 0)] })),
        append(commitOf(3)),
        append(commitOf(3)),
      ]);

      expect(idsIn(inserts.exchanges)[0]).toEqual([1, 2]);
      expect(one).toMatchObject({ status: 'fulfilled' });
      expect(two).toMatchObject({ reason: { code: 'version_conflict', actualVersion: 1 } });
      expect([other, again]).toMatchObject([{ value: { duplicate: false } }, { value: { duplicate: true } }]);
    });

    it('reports each append as a stage of its own, from sending it to its answer, and what they share as background', async () => {
      const stages = new WatchedStages();
      const { insertMany } = mongo.Collection.prototype;
      const within: (string | undefined)[] = [];
      jest.spyOn(mongo.Collection.prototype, 'insertMany').mockImplementation(function (
        this: mongo.Collection,
        ...args
      ) {
        within.push(stages.current.at(-1));
        return insertMany.apply(this, args);
      });
      const store = await MongoStore.open({ uri: server().freshDatabase(), observe: stages.observe });
      await Promise.all([1, 2, 3].map((n) => store.events.append(commitOf(n)))).finally(() => store.close());

      expect(within).toEqual(['background']);
      expect(stages.names.filter((name) => name === 'write')).toHaveLength(3);
      const own = { system: 'mongodb', operation: 'insert', collection: 'commits', batchSize: 1 };
      const write = expect.objectContaining({ ...own, queueMs: expect.any(Number) });
      expect(stages.details('write')).toEqual([write, write, write]);
    });
  });
});
