import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as after } from 'node:timers/promises';
import { StoreUnavailable } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { commitOf, readLog, until } from '#testing/event-sourcing';
import { describeWithMongo } from '#testing/store-mongo';
import { ANSWER_MS } from './connection.js';
import { objections } from './testing/log-oracle.js';
import { WriteLoad } from './testing/write-load.js';

const CALLERS = 32;
const KILLS = 3;
const FROZEN_MS = 10_000;
/** What a machine that is busy with other things may add. */
const SLACK_MS = 3_000;

/** Milliseconds until the call was told that there is no database. */
async function unavailableAfter(call: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await expect(call()).rejects.toThrow(StoreUnavailable);
  return performance.now() - began;
}

function callsOf({ events, leases }: MongoStore): (() => Promise<unknown>)[] {
  return [
    () => events.append(commitOf(1)),
    () => events.append(commitOf(2, { expectedVersion: 1 })),
    () => events.head(),
    () => events.readAll(0, 1),
    () => events.readStream('hot-1'),
    () => events.readCommit('any'),
    () => leases.read('any'),
    () => leases.claim('any', 1),
  ];
}

describeWithMongo(
  'under load',
  (server) => {
    let uri: string;
    let store: MongoStore;
    /** Remembers nothing of what the other one appends. */
    let reader: MongoStore;
    let load: WriteLoad;

    beforeEach(async () => {
      uri = server().freshDatabase();
      store = await MongoStore.open({ uri });
      reader = await MongoStore.open({ uri });
      load = new WriteLoad([store.events], CALLERS);
    });
    afterEach(async () => {
      await load.stop();
      await Promise.all([store.close(), reader.close()]);
    });

    async function acknowledges(): Promise<void> {
      const before = load.acknowledged;
      await until(() => load.acknowledged > before + CALLERS, 'acknowledgements', 60_000);
    }

    async function expectWhole(): Promise<void> {
      await load.stop();
      const log = await readLog(reader.events);
      const seen = await readLog(store.events);

      expect(objections({ log, told: load.told, followed: [{ seen, upTo: log.length }] })).toEqual([]);
      expect(load.failures).toEqual([]);
    }

    it(`a server that is killed and started again ${KILLS} times loses and doubles nothing`, async () => {
      for (let kill = 1; kill <= KILLS; kill++) {
        await acknowledges();
        await server().kill();
        await server().startAgain();
        await acknowledges();
      }

      await expectWhole();
    }, 240_000);

    it('a server that is away for long loses and doubles nothing, and all are told', async () => {
      await acknowledges();
      await server().kill();
      await until(() => load.unavailable >= CALLERS, 'answers without a server', 60_000);
      await server().startAgain();
      await acknowledges();

      await expectWhole();
      expect(load.slowestMs).toBeLessThan(ANSWER_MS + SLACK_MS);
    }, 240_000);

    it('a server that is frozen for 10 s loses and doubles nothing', async () => {
      await acknowledges();
      server().freeze();
      await after(FROZEN_MS).finally(() => server().thaw());
      await acknowledges();

      await expectWhole();
    }, 120_000);

    it('a server that is frozen keeps nobody waiting for ever, neither writers nor readers', async () => {
      await acknowledges();
      server().freeze();
      try {
        const took = await Promise.all(callsOf(reader).map(unavailableAfter));
        expect(Math.max(...took)).toBeLessThan(ANSWER_MS + SLACK_MS);
        await load.stop();
      } finally {
        server().thaw();
      }

      await expectWhole();
      expect(load.slowestMs).toBeLessThan(ANSWER_MS + SLACK_MS);
    }, 120_000);
  },
  { own: true },
);
