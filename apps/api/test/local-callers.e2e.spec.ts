import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asCaller } from './callers.js';
import { NodeClient } from './node-request.js';
import { RunningApi } from './running-api.js';

let api: RunningApi;
let client: NodeClient;
beforeAll(async () => {
  api = await RunningApi.start();
  client = new NodeClient(api.url);
});
afterAll(async () => {
  client.close();
  await api.stop();
});

async function ask(headers: Record<string, string>, path = '/api/tasks'): Promise<[number, string | undefined]> {
  const { status, body } = await client.send({ method: 'GET', path, headers });
  return [status, status === 200 ? undefined : (JSON.parse(body) as { code: string }).code];
}

describe('without an issuer', () => {
  it('who sends no token is the admin', async () => {
    const created = await api.send('POST', '/api/tasks', { title: 'A' });

    expect(await created.json()).toMatchObject({ created_by: 'local' });
    expect((await api.fetch('/api/events')).status).toBe(200);
  });

  it('who sends one is its user', async () => {
    const created = await api.send('POST', '/api/tasks', { title: 'A' }, await asCaller('ann', ['user']));

    expect(await created.json()).toMatchObject({ created_by: 'ann' });
    expect((await api.fetch('/api/events', { headers: await asCaller('ann', ['user']) })).status).toBe(403);
  });

  it.each(['localhost', 'LOCALHOST:8080', 'clew.localhost', '127.0.0.1:1', '127.1.2.3', '[::1]:8080', '[::1]'])(
    'a request for %s is answered',
    async (host) => {
      expect(await ask({ host })).toEqual([200, undefined]);
    },
  );

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.evil.example',
    '128.0.0.1',
    '0.0.0.0',
    '192.168.0.7:8080',
    '[::2]',
    'localhost:8080:evil',
  ])('a request for %s is not: a browser was led here by a name of another site', async (host) => {
    expect(await ask({ host })).toEqual([421, 'misdirected_request']);
    expect(await ask({ host }, '/api/docs')).toEqual([421, 'misdirected_request']);
  });

  it.each(['http://localhost:3000', 'https://app.localhost', 'http://127.0.0.1'])(
    'a page of %s is one of this machine',
    async (origin) => {
      expect(await ask({ origin })).toEqual([200, undefined]);
    },
  );

  it.each(['https://evil.example', 'null', 'file://', 'http://localhost.evil.example'])(
    'a page of %s needs a token',
    async (origin) => {
      expect(await ask({ origin })).toEqual([401, 'unauthenticated']);
      expect(await ask({ origin, ...(await asCaller('ann', ['user'])) })).toEqual([200, undefined]);
    },
  );
});
