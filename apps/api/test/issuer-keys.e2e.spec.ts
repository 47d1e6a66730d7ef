import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { until } from '#testing/event-sourcing';
import { RecordedSpans } from '#testing/tracing';
import { expectProblem } from './expect-problem.js';
import { expectInvalidToken } from './expect-refused.js';
import { OidcServer } from './oidc-server.js';
import { RunningApi } from './running-api.js';

const UNSIGNED = 'the token is not signed by a key of its issuer';
const MINUTE_MS = 60_000;
const spans = new RecordedSpans();
afterAll(() => spans.stop());
let log = '';
let issuer: OidcServer;
let api: RunningApi;
const start = () => {
  const write = (line: string) => {
    log += line;
  };
  return RunningApi.start({ OIDC_ISSUER: issuer.issuer, LOG_LEVEL: 'warn' }, { log: { write } });
};
beforeEach(async () => {
  log = '';
  issuer = await OidcServer.start();
  api = await start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await api.stop();
  await issuer.stop();
});

const list = (token: string) => api.fetch('/api/tasks', { headers: { authorization: `Bearer ${token}` } });
const statusOf = async (token: string) => (await list(token)).status;

/** For what keeps keys for a time; tokens are checked by another clock. */
function laterBy(minutes: number): void {
  jest.restoreAllMocks();
  const { now } = Date;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + minutes * MINUTE_MS);
}

describe('keys of the issuer', () => {
  it('are asked for once by all who wait for them, and then kept', async () => {
    expect(issuer.paths).toEqual([]);
    const token = await issuer.sign();
    const statuses = await Promise.all(Array.from({ length: 20 }, () => statusOf(token)));

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await statusOf(token)).toBe(200);
    expect(issuer.paths).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  it('may change: a new one is taken at once, the old one as long as the issuer has it', async () => {
    const old = issuer.key;
    expect(await statusOf(await issuer.sign())).toBe(200);
    // Not again within half a minute.
    laterBy(1);
    await issuer.rotate(old);

    expect(await statusOf(await issuer.tokenOf('ann'))).toBe(200);
    expect(await statusOf(await issuer.sign({ key: old }))).toBe(200);

    await issuer.rotate();
    laterBy(12);
    await expectInvalidToken(await list(await issuer.sign({ key: old })), UNSIGNED);
    expect(await statusOf(await issuer.sign())).toBe(200);
  });

  it('are not asked for again by everybody who makes up a key', async () => {
    expect(await statusOf(await issuer.sign())).toBe(200);
    const { length } = issuer.paths;
    for (const kid of ['a', 'b', 'c']) {
      await expectInvalidToken(await list(await issuer.sign({ header: { kid } })), UNSIGNED);
    }

    expect(issuer.paths).toHaveLength(length);
  });
});

describe('an issuer', () => {
  async function expectUnavailable(response: Response): Promise<void> {
    await expectProblem(response, 'issuer_unavailable');
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.has('www-authenticate')).toBe(false);
  }

  it('may be down when the API starts, and its tokens are taken once it is up', async () => {
    const token = await issuer.sign();
    await issuer.stop();
    await api.stop();
    api = await start();

    await expectUnavailable(await list(token));
    expect((await api.fetch('/ready')).status).toBe(200);
    expect((await api.fetch('/api/tasks')).status).toBe(401);
    expect(log).toContain(`${issuer.issuer}/.well-known/openid-configuration: fetch failed: ECONNREFUSED`);
    expect(log).not.toContain(token);
    await issuer.listen();
    await until(async () => (await statusOf(token)) === 200, 'tokens taken again');
  });

  it('may go down: who came before is known for the time that keys are kept', async () => {
    const token = await issuer.sign();
    expect(await statusOf(token)).toBe(200);
    await issuer.stop();

    expect(await statusOf(token)).toBe(200);
    laterBy(1);
    await expectUnavailable(await list(await issuer.sign({ header: { kid: 'other' } })));
    expect(await statusOf(token)).toBe(200);
    laterBy(12);
    await expectUnavailable(await list(token));
    await issuer.listen();
    await until(async () => (await statusOf(token)) === 200, 'tokens taken again');
  });

  it('that does not answer is not waited for without an end, and not asked again by the next', async () => {
    issuer.instead = () => undefined;
    const token = await issuer.sign();
    const began = performance.now();
    await Promise.all(Array.from({ length: 5 }, async () => expectUnavailable(await list(token))));
    await expectUnavailable(await list(token));

    expect(performance.now() - began).toBeLessThan(6_000);
    expect(issuer.paths).toHaveLength(1);
  });

  it.each<[string, (url: string) => unknown]>([
    ['of another name', (url) => ({ issuer: `${url}/`, jwks_uri: `${url}/jwks` })],
    ['without an address of keys', (url) => ({ issuer: url })],
    ['with keys at an address that is none', (url) => ({ issuer: url, jwks_uri: 'jwks' })],
    ['with keys in a file', (url) => ({ issuer: url, jwks_uri: 'file:///etc/keys' })],
    ['with keys that are none', (url) => ({ issuer: url, jwks_uri: `${url}/jwks`, keys: [1] })],
    ['with no list of keys', (url) => ({ issuer: url, jwks_uri: `${url}/jwks` })],
    ['with no document', () => null],
    ['with a list', () => []],
  ])('%s is none', async (_, document) => {
    issuer.instead = (_request, response) => response.end(JSON.stringify(document(issuer.issuer)));
    await expectUnavailable(await list(await issuer.sign()));
  });

  it.each([
    ['text', 200, 'hello'],
    ['a failure', 500, '{}'],
    ['another place', 302, ''],
  ])('that answers with %s is none', async (_, status, body) => {
    issuer.instead = (_request, response) => response.writeHead(status, { location: '/x' }).end(body);
    await expectUnavailable(await list(await issuer.sign()));
  });

  it('is not waited for where it stops in the middle of an answer', async () => {
    issuer.instead = (_request, response) => response.writeHead(200).write('{');
    const response = list(await issuer.sign());
    await until(() => issuer.paths.length > 0, 'the question of the API');
    await issuer.stop();

    await expectUnavailable(await response);
  });
});
