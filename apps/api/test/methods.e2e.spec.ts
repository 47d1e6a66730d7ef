import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { METHODS } from 'node:http';
import { RecordedSpans } from '#testing/tracing';
import { type ApiDocument, apiDocument } from './api-document.js';
import { expectProblem } from './expect-problem.js';
import { type NodeAnswer, NodeClient } from './node-request.js';
import { RunningApi } from './running-api.js';

const UNKNOWN_ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const spans = new RecordedSpans();
let api: RunningApi;
let client: NodeClient;
let document: ApiDocument;
let task: string;
beforeAll(async () => {
  api = await RunningApi.start();
  client = new NodeClient(api.url);
  document = await apiDocument(api);
  task = await api.created();
});
afterAll(async () => {
  client.close();
  await api.stop();
  await spans.stop();
});

/** Addresses of the document, each with the methods that it has there. */
const documented = () =>
  Object.entries(document.paths).map(([path, operations]) => {
    const methods = Object.keys(operations).map((method) => method.toUpperCase());
    const withHead = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
    return { path: path.replace(/\{\w+\}/, UNKNOWN_ID), methods: [...withHead, 'OPTIONS'] };
  });

const allowOf = (response: Response) => response.headers.get('allow')?.split(', ').toSorted();

describe('a method that an address does not know', () => {
  it('is told which ones it knows, at every address and whatever the method', async () => {
    expect(documented().length).toBeGreaterThan(1);
    for (const { path, methods } of documented()) {
      for (const method of METHODS.filter((name) => name !== 'CONNECT' && !methods.includes(name))) {
        const { status, headers, body } = await client.send({ method, path });
        expect([method, path, status, headers.allow]).toEqual([method, path, 405, methods.toSorted().join(', ')]);
        if (method !== 'HEAD') expect(JSON.parse(body)).toMatchObject({ code: 'method_not_allowed' });
      }
    }
  });

  it.each(['/health', '/ready', '/metrics', '/api/openapi.json', '/api/docs'])('is told so at %s too', async (path) => {
    const { status, headers } = await api.fetch(path, { method: 'DELETE' });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('is told so also with a slash at the end, a query, or a body that nobody reads', async () => {
    const body = '{'.repeat(100_000);
    const response = await api.fetch('/api/tasks/?limit=0', { method: 'PUT', body });
    const { detail } = await expectProblem(response, 'method_not_allowed');

    expect(detail).toBe(`this address knows ${response.headers.get('allow')}`);
    expect((await api.fetch('/health')).status).toBe(200);
  });

  it('has a span that is named by the route', async () => {
    const [span] = await spans.ofResponse(await api.fetch(task, { method: 'POST' }));
    expect(span).toMatchObject({ name: 'POST /api/tasks/{id}', attributes: { 'http.response.status_code': 405 } });
  });
});

describe('OPTIONS', () => {
  it('says what an address knows, and nothing else', async () => {
    for (const { path, methods } of documented()) {
      const response = await api.fetch(path, { method: 'OPTIONS' });
      expect([path, response.status, await response.text()]).toEqual([path, 204, '']);
      expect(allowOf(response)).toEqual(methods.toSorted());
      expect(response.headers.has('accept-patch')).toBe(methods.includes('PATCH'));
    }
  });

  it('of no address is not found', async () => {
    await expectProblem(await api.fetch('/nope', { method: 'OPTIONS' }), 'not_found');
  });
});

describe('HEAD', () => {
  /** What may differ between two answers. */
  const same = ({ status, headers }: NodeAnswer) => {
    const { date: _, traceresponse: __, ...rest } = headers;
    return { status, headers: rest };
  };

  it.each(['/api/tasks', '/api/tasks?limit=0', '/health', '/ready', '/api/openapi.json', '/nope', 'a task'])(
    'of %s has the headers of GET and no body',
    async (named) => {
      const path = named === 'a task' ? task : named;
      const get = await client.send({ method: 'GET', path });
      const head = await client.send({ method: 'HEAD', path });

      expect(same(head)).toEqual(same(get));
      expect(head.headers['content-length']).toBe(String(Buffer.byteLength(get.body)));
      expect([head.body, get.body === '']).toEqual(['', false]);
    },
  );
});

describe('Accept', () => {
  const accept = (value: string, method = 'GET', path = '/api/tasks') =>
    client.send({ method, path, headers: { accept: value } });

  it.each([
    'application/json',
    'Application/JSON; charset=utf-8',
    'application/problem+json',
    'application/*',
    '*/*',
    'text/html, */*;q=0.1',
    'text/html;q=1, application/json;q=0.001',
    '',
  ])('"%s" takes JSON', async (value) => {
    expect((await accept(value)).status).toBe(200);
  });

  it.each([
    'text/html',
    'text/*, image/png',
    'application/xml',
    'application/json;q=0, application/problem+json;q=0',
    'application/json;q=0, application/problem+json;q=0, */*',
    '*/*;q=0',
    'nonsense',
  ])('"%s" does not, and is told so', async (value) => {
    const { status, headers, body } = await accept(value);

    expect([status, headers['content-type']]).toEqual([406, 'application/problem+json; charset=utf-8']);
    expect(JSON.parse(body)).toMatchObject({ code: 'not_acceptable' });
  });

  it('is looked at before anything is done', async () => {
    const head = await api.store.head();
    const create = await api.send('POST', '/api/tasks', { title: 'A' }, { accept: 'text/html' });

    await expectProblem(create, 'not_acceptable');
    expect((await accept('text/html', 'DELETE', task)).status).toBe(406);
    expect(await api.store.head()).toBe(head);
  });

  it('excludes no page for people, no answer of OPTIONS, no health, and no problem', async () => {
    expect((await accept('text/html', 'GET', '/health')).status).toBe(200);
    expect((await accept('text/html', 'GET', '/ready')).status).toBe(200);
    expect((await accept('text/html', 'GET', '/api/docs')).status).toBe(200);
    expect((await accept('text/html', 'OPTIONS')).status).toBe(204);
    expect((await accept('text/html', 'GET', '/nope')).status).toBe(404);
  });
});

describe('a media type that belongs to another method', () => {
  it.each(['POST', 'PUT'])('is refused with what %s takes', async (method) => {
    const headers = { 'content-type': 'application/merge-patch+json' };
    const response = await api.fetch(method === 'POST' ? '/api/tasks' : task, { method, headers, body: '{}' });

    await expectProblem(response, 'unsupported_media_type');
    expect(response.headers.get('accept')).toBe('application/json');
    expect(response.headers.has('accept-patch')).toBe(false);
  });
});
