import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { existsSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { until } from '#testing/event-sourcing';
import { describeWithMongo, MongoServer } from '#testing/store-mongo';
import { JestElsewhere } from './testing/jest-elsewhere.js';

const uriBefore = process.env.MONGODB_URI;

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

/** A client that missed an answer asks again, instead of waiting for the driver's half a minute. */
const BOUNDED = { connectTimeoutMS: 2_000, serverSelectionTimeoutMS: 5_000, socketTimeoutMS: 5_000 };
const CLOSED_MS = 5_000;

async function withClient<Result>(
  uri: string,
  work: (db: mongo.Db) => Promise<Result>,
  options: mongo.MongoClientOptions = {},
): Promise<Result> {
  const client = new mongo.MongoClient(uri, { ...BOUNDED, ...options });
  try {
    return await work(client.db());
  } finally {
    await Promise.race([client.close(), after(CLOSED_MS, undefined, { ref: false })]);
  }
}

const insert = (uri: string) => withClient(uri, (db) => db.collection('things').insertOne({ a: 1 }));
const count = (uri: string) => withClient(uri, (db) => db.collection('things').countDocuments());

describeWithMongo(
  'a server of a spec’s own',
  (server) => {
    it('gives each database a name of its own', async () => {
      const [one, other] = [server().freshDatabase(), server().freshDatabase()];
      await insert(one);

      expect(await count(one)).toBe(1);
      expect(await count(other)).toBe(0);
    });

    it('keeps what was acknowledged over a kill, and its address over a new start', async () => {
      const uri = server().freshDatabase();
      const pids = server().pids();
      await insert(uri);
      await server().kill();

      expect(pids.map(isRunning)).toEqual([false, false]);
      expect(() => server().pids()).toThrow('the server does not run');
      await server().startAgain();

      expect(server().pids()).not.toEqual(pids);
      expect(await count(uri)).toBe(1);
    });

    it('answers nothing while it is frozen, and everything after', async () => {
      const uri = server().freshDatabase();
      await insert(uri);
      server().freeze();
      const impatient = { connectTimeoutMS: 500, serverSelectionTimeoutMS: 500, socketTimeoutMS: 500 };
      const asked = withClient(uri, (db) => db.command({ ping: 1 }), impatient).then(
        () => 'answered',
        () => 'silent',
      );
      const answer = await asked.finally(() => server().thaw());

      expect(answer).toBe('silent');
      await until(async () => (await count(uri).catch(() => undefined)) === 1, 'what was stored before', 25_000);
    });

    it('ends although it is frozen, and leaves no process and no folder behind', async () => {
      const other = await MongoServer.start({ own: true });
      const pids = other.pids();
      const folder = other.folder;
      other.freeze();
      expect(existsSync(folder)).toBe(true);
      await other.stop();

      expect(pids.map(isRunning)).toEqual([false, false]);
      expect(existsSync(folder)).toBe(false);
    });
  },
  { own: true },
);

describeWithMongo('the server of MONGODB_URI', (server) => {
  beforeEach(() => {
    process.env.MONGODB_URI = server().uri;
  });
  afterEach(() => {
    if (uriBefore === undefined) delete process.env.MONGODB_URI;
    else process.env.MONGODB_URI = uriBefore;
  });

  it('is used, has no faults, and gets rid of what a spec made', async () => {
    const shared = await MongoServer.start();
    const uri = shared.freshDatabase();
    await insert(uri);

    expect(shared.uri).toBe(server().uri);
    expect(() => shared.pids()).toThrow('faults are for a server of the spec’s own');
    await shared.stop();

    expect(await count(uri)).toBe(0);
  });
});

describe('a project', () => {
  let elsewhere: JestElsewhere;
  beforeEach(() => {
    elsewhere = new JestElsewhere();
  });
  afterEach(() => elsewhere.remove());

  it('without a server skips the tests that need one, and says so', async () => {
    const { code, output } = await elsewhere.run('quick', {});

    expect(output).toContain('"quick tests" is skipped: set MONGODB_URI to run them\n');
    expect(output).toMatch(/Tests: +1 skipped, 1 total/);
    expect(code).toBe(0);
  });

  it('without a server fails in CI', async () => {
    const { code, output } = await elsewhere.run('quick', { CI: 'true' });

    expect(output).toContain('"quick tests" may not be skipped in CI: set MONGODB_URI to run them');
    expect(code).toBe(1);
  });
});

describeWithMongo(
  'a server does not outlive',
  () => {
    let elsewhere: JestElsewhere;
    beforeEach(() => {
      elsewhere = new JestElsewhere({ withStack: true });
    });
    afterEach(() => elsewhere.remove());

    async function expectEnded(): Promise<void> {
      const { pids, folder } = elsewhere.told();
      await until(() => !pids.some(isRunning), 'the end of the servers');
      await until(() => !existsSync(folder), 'the end of their folder');
      expect(pids).toHaveLength(2);
    }

    it('a spec that fails', async () => {
      const { output } = await elsewhere.run('failing', {});

      expect(output).toContain('as asked');
      await expectEnded();
    });

    it.each([
      ['ends by SIGTERM', 'SIGTERM', []],
      ['ends by SIGINT', 'SIGINT', []],
      ['is killed', 'SIGKILL', []],
      ['leaves a worker behind', 'SIGKILL', ['--workerIdleMemoryLimit=1GB']],
    ] as const)('Jest that %s', async (_end, signal, options) => {
      const run = elsewhere.run('endless', {}, options);
      await until(() => elsewhere.hasTold(), 'a server elsewhere');
      elsewhere.signal(signal);
      await run;

      await expectEnded();
    });
  },
  { own: true },
);
