import { afterAll, afterEach, expect, it } from '@jest/globals';
import { until } from '#testing/event-sourcing';
import { describeWithMongo, onDatabase } from '#testing/store-mongo';
import { ApiProcess, killApiProcesses } from './api-process.js';
import { HalfRequest } from './half-request.js';
import { RunningApi } from './running-api.js';

afterAll(() => killApiProcesses());

const environment = (uri: string) => ({ PORT: '0', DATABASE_URL: uri });

describeWithMongo('the API as a process on MongoDB', (server) => {
  it('ends by SIGTERM in the middle of a request: answered, projected, its lease given up, then disconnected', async () => {
    const uri = server().freshDatabase();
    const api = await ApiProcess.start({ environment: environment(uri) });
    const request = await HalfRequest.send(api.url);

    api.signal('SIGTERM');
    await api.printed('stopping');
    request.complete();

    expect(await api.ended()).toBe(0);
    expect(request.answer).toMatch(/^HTTP\/1\.1 201 Created\r\n/);
    const leases = await onDatabase(uri, (db) => db.collection('leases').find().toArray());
    const givenUp = expect.objectContaining({ checkpoint: 1, held: false });
    expect(leases).toEqual([givenUp, givenUp]);
    expect(api.failures).toEqual([]);
  });

  it.each<[string, (uri: string) => string, string]>([
    [
      'a password that is not percent-encoded',
      (uri) => uri.replace('//', '//ann:s3%cr3t@'),
      'the database cannot be used: DATABASE_URL is not a valid MongoDB connection string: percent-encode user name and password, and see hosts, database and options',
    ],
    [
      'a server that does not listen',
      () => 'mongodb://ann:s3cr3t@127.0.0.1:1/clew',
      'the database at 127.0.0.1:1 cannot be reached: see whether it runs, and host, port and TLS of DATABASE_URL',
    ],
  ])('does not start with %s, and says so once, without the password', async (_, urlOf, why) => {
    const uri = server().freshDatabase();
    const api = new ApiProcess({ environment: { ...environment(urlOf(uri)), LOG_LEVEL: 'trace' } });

    expect(await api.ended()).toBe(1);
    expect(api.failures).toEqual([why]);
    expect(api.output).not.toMatch(/s3|listening|\n {4}at |\\n {4}at /);
  });

  it('does not start on what another program wrote, and leaves it as it was', async () => {
    const uri = server().freshDatabase();
    const foreign = { _id: 'a1b2' as const };
    await onDatabase(uri, (db) => db.collection<typeof foreign>('commits').insertOne(foreign));
    const api = new ApiProcess({ environment: environment(uri) });

    expect(await api.ended()).toBe(1);
    const why = 'holds commits that this program did not write: name another database in DATABASE_URL';
    expect(api.failures).toEqual([`the database at ${new URL(uri).host} ${why}`]);
    const collections = await onDatabase(uri, (db) => db.listCollections().toArray());
    expect(collections.map(({ name }) => name)).toEqual(['commits']);
    expect(await onDatabase(uri, (db) => db.collection('commits').indexes())).toHaveLength(1);
  });
});

describeWithMongo(
  'a MongoDB that goes away',
  (server) => {
    let api: RunningApi;
    afterEach(() => api.stop());
    const status = async (path: string) => (await api.fetch(path)).status;

    it('makes the API unready, which answers 503, and goes on by itself once it is back', async () => {
      api = await RunningApi.start({ DATABASE_URL: server().freshDatabase() });
      const first = await api.created();

      await server().kill();
      await until(async () => (await status('/ready')) === 503, 'the API to be unready');
      for (const answer of [
        api.fetch('/api/tasks'),
        api.fetch(first),
        api.send('POST', '/api/tasks', { title: 'A' }),
      ]) {
        const { status, headers } = await answer;
        expect([status, headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
      }
      expect(await status('/health')).toBe(200);

      await server().startAgain();
      await until(async () => (await status('/ready')) === 200, 'the API to be ready');
      expect(await status(first)).toBe(200);
      const created = await api.send('POST', '/api/tasks', { title: 'B' });
      expect(created.status).toBe(201);
      const headers = { 'consistency-token': created.headers.get('consistency-token') ?? '', prefer: 'wait=10' };
      const shown = async () => (await api.fetch(created.headers.get('location') ?? '', { headers })).status === 200;
      await until(shown, 'what was written since');
    }, 90_000);
  },
  { own: true },
);
