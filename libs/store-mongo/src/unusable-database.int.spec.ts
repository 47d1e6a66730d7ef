import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { mongo } from 'mongoose';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { DatabaseUnusable } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { describeWithMongo, WireProxy } from '#testing/store-mongo';

const SECRET = 's3cr3t';
/** A name that no resolver asks anybody about: a part of it is longer than names can be. */
const NOWHERE = `${'a'.repeat(64)}.invalid`;

async function refusal(uri: string): Promise<string> {
  const opened = await MongoStore.open({ uri }).catch((error: unknown) => error);
  if (opened instanceof MongoStore) await opened.close();
  expect(opened).toBeInstanceOf(DatabaseUnusable);
  const { message } = opened as DatabaseUnusable;
  expect(message).not.toContain(SECRET.slice(0, 2));
  return message;
}

describe('a URI that is none', () => {
  it.each([
    `mongodb://ann:${SECRET}@127.0.0.1:99999/clew`,
    `mongodb://ann:${SECRET}@127.0.0.1/clew?retryWhites=true`,
    `mongodb://ann:${SECRET}@127.0.0.1/clew?directConnection=perhaps`,
    `mongodb://ann:${SECRET}@one,two/clew?directConnection=true`,
    `mongodb://ann:s3/cr3t@127.0.0.1/clew`,
    `mongodb://ann:s3@cr3t@127.0.0.1/clew`,
    `mongodb://ann:s3:cr3t@127.0.0.1/clew`,
    `mongodb://ann:s3%cr3t@127.0.0.1/clew`,
    `mongodb+srv://ann:${SECRET}@host:27017/clew`,
  ])('%s', async (uri) => {
    expect(await refusal(uri)).toBe(
      'the database cannot be used: DATABASE_URL is not a valid MongoDB connection string: percent-encode user name and password, and see hosts, database and options',
    );
  });
});

describe('a server that cannot be reached', () => {
  const quickly = 'serverSelectionTimeoutMS=100';
  const away = (place: string) =>
    `the database at ${place} cannot be reached: see whether it runs, and host, port and TLS of DATABASE_URL`;

  it('since nobody listens there', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');

    const place = `127.0.0.1:${port}`;
    expect(await refusal(`mongodb://ann:${SECRET}@${place}/clew?${quickly}`)).toBe(away(place));
  });

  it('since its name is not known', async () => {
    expect(await refusal(`mongodb://ann:${SECRET}@${NOWHERE}/clew?${quickly}`)).toBe(away(`${NOWHERE}:27017`));
    expect(await refusal(`mongodb+srv://ann:${SECRET}@${NOWHERE}/clew`)).toBe(away(NOWHERE));
  });

  it('since something else listens there', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect(await refusal(`mongodb://${place}/clew?${quickly}`)).toBe(away(place));
    } finally {
      server.close();
    }
  });
});

describeWithMongo('a server that does not serve', (server) => {
  let proxy: WireProxy;
  beforeAll(async () => {
    proxy = await WireProxy.start(server().uri);
  });
  afterEach(() => proxy.endRules());
  afterAll(() => proxy.stop());

  const answerTo = (names: readonly string[], answer: mongo.BSON.Document) =>
    proxy.on(({ name }) => names.includes(name), { answer });
  /** Of what the proxy pretends to be. */
  const expectRefusal = async (why: string, user = '') => {
    const uri = proxy.uri('clew').replace('//', `//${user}`);
    const { host } = new URL(uri);
    expect(await refusal(`${uri}&serverSelectionTimeoutMS=1000`)).toBe(`the database at ${host} ${why}`);
  };
  const REFUSED = 'refuses the user: see user name, password and authSource of DATABASE_URL, and the roles of the user';

  it('for a wrong password', async () => {
    const login = answerTo(['saslStart'], { ok: 0, code: 18, errmsg: 'Authentication failed.' });

    await expectRefusal(REFUSED, `ann:${SECRET}@`);
    expect(login.exchanges.length).toBeGreaterThan(0);
  });

  it.each(['find', 'listIndexes', 'createIndexes'])('for a user that may not %s', async (command) => {
    answerTo([command], { ok: 0, code: 13, errmsg: `not authorized on clew to execute ${command} { secret: "x" }` });

    await expectRefusal(REFUSED);
  });

  it('for its age', async () => {
    const greeting = { ok: 1, isWritablePrimary: true, helloOk: true, minWireVersion: 0, maxWireVersion: 5 };
    answerTo(['hello', 'ismaster', 'isMaster'], greeting);

    await expectRefusal('is of a version that this program cannot talk to: MongoDB 4.4 or newer is needed');
  });

  it('for a full disk', async () => {
    answerTo(['createIndexes'], { ok: 0, code: 14_031, errmsg: 'available disk space is less than required' });

    await expectRefusal('has no room: free space on its disk');
  });

  it('for commits that no unique index can be made of', async () => {
    answerTo(['createIndexes'], { ok: 0, code: 11_000, errmsg: 'E11000 duplicate key error collection: clew.commits' });

    await expectRefusal('holds commits that this program did not write: name another database in DATABASE_URL');
  });

  it('for whatever else it says, without its words', async () => {
    answerTo(['createIndexes'], { ok: 0, code: 8, errmsg: `something about ${SECRET}` });

    await expectRefusal('gave no clear answer: see its log');
  });
});
