import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RunningApi } from './running-api.js';

const APP = 'https://app.example';
let api: RunningApi;
afterEach(() => api.stop());

const preflight = (path: string, origin: string) =>
  api.fetch(path, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization' },
  });
const wordOf = ({ headers }: Response) => [...headers.keys()].filter((name) => name.startsWith('access-control-'));
const listed = (response: Response, name: string) => response.headers.get(name)?.toLowerCase().split(', ') ?? [];

describe('a page of an origin that is allowed', () => {
  beforeEach(async () => {
    api = await RunningApi.start({ CORS_ORIGINS: `${APP}, http://localhost:5173` });
  });

  it.each([APP, 'http://localhost:5173'])('may ask what it may send: %s', async (origin) => {
    const response = await preflight('/api/tasks', origin);

    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    expect(response.headers.get('vary')).toContain('Origin');
    for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
      expect(listed(response, 'access-control-allow-methods')).toContain(method);
    }
    for (const name of ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match', 'prefer']) {
      expect(listed(response, 'access-control-allow-headers')).toContain(name);
    }
  });

  it('may read answers, refusals too, with the headers that it needs', async () => {
    for (const path of ['/api/tasks', '/api/tasks?limit=0', '/nope']) {
      const response = await api.fetch(path, { headers: { origin: APP } });
      expect(response.headers.get('access-control-allow-origin')).toBe(APP);
      for (const name of [
        'etag',
        'location',
        'consistency-token',
        'link',
        'ratelimit',
        'retry-after',
        'traceresponse',
      ]) {
        expect(listed(response, 'access-control-expose-headers')).toContain(name);
      }
    }
  });

  it('is told by an OPTIONS that is no preflight what the address knows', async () => {
    const response = await api.fetch('/api/tasks', { method: 'OPTIONS' });
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
    expect((await api.fetch('/nope', { method: 'OPTIONS' })).status).toBe(404);
  });

  it.each(['https://other.example', 'http://app.example', `${APP}:8443`, `${APP}.evil.example`, 'null'])(
    'is none of %s',
    async (origin) => {
      for (const response of [
        await preflight('/api/tasks', origin),
        await api.fetch('/api/tasks', { headers: { origin } }),
      ]) {
        expect(response.headers.get('access-control-allow-origin')).toBeNull();
      }
    },
  );
});

describe('where no origin is named', () => {
  beforeEach(async () => {
    api = await RunningApi.start();
  });

  it('no browser gets a word of leave', async () => {
    const headers = { origin: APP };
    const answers = [await preflight('/api/tasks', APP), await api.fetch('/api/tasks', { headers })];
    for (const answer of answers) expect(wordOf(answer)).toEqual([]);
  });

  it.each(['/api/tasks', '/nope', '/health', '/api/openapi.json'])('%s cannot be a page', async (path) => {
    const { headers } = await api.fetch(path);

    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.has('strict-transport-security')).toBe(false);
    expect(headers.has('x-powered-by')).toBe(false);
  });

  it('the page of the documentation may load what it consists of', async () => {
    const page = await api.fetch('/api/docs');
    const html = await page.text();
    const policy = new Map(
      page.headers
        .get('content-security-policy')
        ?.split(';')
        .map((directive) => {
          const [name = '', ...sources] = directive.split(' ');
          return [name, sources] as const;
        }),
    );

    expect(policy.get('default-src')).toEqual(["'none'"]);
    // Nothing of it runs but files of this server.
    expect(policy.get('script-src')).toEqual(["'self'"]);
    expect(
      [...html.matchAll(/<script([^>]*)>([^<]*)/g)].map(([, attributes, code]) => [
        /src=/.test(attributes ?? ''),
        code?.trim(),
      ]),
    ).toEqual(expect.arrayContaining([[true, '']]));
    expect(html).not.toMatch(/<script(?![^>]*src=)/);
    expect(html).not.toMatch(/\son\w+=/);
    expect(html).toMatch(/<style>/);
    expect(policy.get('style-src')).toContain("'unsafe-inline'");
    expect(policy.get('img-src')).toEqual(["'self'", 'data:']);
    expect(policy.get('connect-src')).toEqual(["'self'"]);
  });
});
