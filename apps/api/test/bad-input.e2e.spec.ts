import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Writable } from 'node:stream';
import { RecordedSpans } from '#testing/tracing';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
let log = '';
const toLog = new Writable({
  write(chunk, _encoding, done) {
    log += chunk;
    done();
  },
});
let api: RunningApi;
let task: string;
beforeAll(async () => {
  api = await RunningApi.start({ LOG_LEVEL: 'trace' }, { log: toLog });
  task = await api.created();
});
afterEach(() => spans.reset());
afterAll(async () => {
  await api.stop();
  await spans.stop();
});

const json = { 'content-type': 'application/json' };

/** Refused with a problem document, and nothing stored. */
async function expectRefused(response: Response, status: number, code: string): Promise<string> {
  const text = await response.text();
  expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({
    status,
    type: 'application/problem+json; charset=utf-8',
  });
  expect(JSON.parse(text)).toMatchObject({ status, code, type: `urn:clew:problem:${code.replaceAll('_', '-')}` });
  return text;
}

describe('a body', () => {
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = json) =>
    api.fetch('/api/tasks', { method: 'POST', body, headers });
  const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

  it.each<[string, string | Uint8Array<ArrayBuffer>, number, string]>([
    ['that is no JSON', '{"title":', 400, 'invalid_json'],
    ['that is no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400, 'invalid_json'],
    ['that is empty', '', 400, 'invalid_input'],
    ['that is a list', '[]', 400, 'invalid_input'],
    ['nested without end', nested, 400, 'invalid_input'],
    ['over 1 MiB', JSON.stringify({ title: 'x'.repeat(1_048_577) }), 413, 'body_too_large'],
    ['with a title of 10 000 characters', JSON.stringify({ title: 'x'.repeat(10_000) }), 400, 'invalid_input'],
    ['with a control character', JSON.stringify({ title: 'a\u0007b' }), 400, 'invalid_input'],
    ['with half a character', '{"title":"\\ud800"}', 400, 'invalid_input'],
    ['with __proto__', '{"title":"a","__proto__":{"status":"completed"}}', 400, 'invalid_input'],
    ['with constructor', '{"title":"a","constructor":{"prototype":{}}}', 400, 'invalid_input'],
    ['with a number for a title', '{"title":1e999}', 400, 'invalid_input'],
  ])('%s', async (_, body, status, code) => {
    const head = await api.store.head();

    await expectRefused(await post(body), status, code);
    expect(await api.store.head()).toBe(head);
    expect(({} as { status?: string }).status).toBeUndefined();
  });

  it('of another media type', async () => {
    await expectRefused(
      await post('title=a', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'unsupported_media_type',
    );
  });
});

it.each([
  ['GET', '/api/tasks?status=pending&status=completed', 400, 'invalid_input'],
  ['GET', '/api/tasks?colour=red', 400, 'invalid_input'],
  ['GET', '/api/tasks?limit=0', 400, 'invalid_input'],
  ['GET', '/api/tasks?limit=101', 400, 'invalid_input'],
  ['GET', '/api/tasks?cursor=nonsense', 400, 'invalid_cursor'],
  ['GET', '/api/tasks/not-an-id', 400, 'invalid_input'],
  ['GET', '/api/tasks/0199abcd-1234-7abc-8def-0123456789ab', 404, 'task_not_found'],
  ['DELETE', '/api/tasks/0199abcd-1234-7abc-8def-0123456789ab', 404, 'task_not_found'],
  ['GET', '/nowhere', 404, 'not_found'],
  ['PATCH', '/api/tasks', 404, 'not_found'],
])('%s %s is refused', async (method, path, status, code) => {
  await expectRefused(await api.fetch(path, { method }), status, code);
});

it('what was refused stands in the answer to its sender, and in no span and no log', async () => {
  const marker = 'xyzzy-marker';
  const fields = ['title', 'description', 'status', 'priority', 'assignee_id', 'department', marker];
  const answers: string[] = [];
  for (const field of fields) {
    const body = { title: 'a', [field]: field === marker ? 1 : `${marker}\u0007 ` };
    answers.push(await expectRefused(await api.send('POST', '/api/tasks', body), 400, 'invalid_input'));
    await expectRefused(await api.send('PUT', task, { [field]: body[field] }), 400, 'invalid_input');
  }
  for (const parameter of ['status', 'priority', 'assignee_id', 'department', 'sort', 'limit', marker]) {
    const path = `/api/tasks?${parameter}=${marker}%07`;
    answers.push(await expectRefused(await api.fetch(path), 400, 'invalid_input'));
  }
  await api.fetch(`/api/tasks/${marker}`);
  await api.fetch('/nowhere', { headers: { 'consistency-token': marker, 'x-anything': marker } });
  await api.fetch(task, { headers: { 'consistency-token': marker } });
  await api.send('POST', '/api/tasks', { title: `${marker} stored`, description: marker, department: marker });

  expect(answers.every((answer) => answer.includes(marker))).toBe(true);
  expect(JSON.stringify(spans.all)).not.toContain(marker);
  expect(log).not.toContain(marker);
});

describe('two thousand random requests', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('title', '__proto__', 'constructor'),
  );
  const field = fc.constantFrom('title', 'description', 'status', 'priority', 'assignee_id', 'department', 'toString');
  const value = fc.oneof(text, fc.jsonValue(), fc.constantFrom('pending', 'high', null));
  const body = fc.oneof(
    fc.dictionary(fc.oneof(field, text), value).map((object) => JSON.stringify(object)),
    fc.json(),
    fc.string(),
  );
  const visible = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCodePoint(code)) });
  const header = fc.constantFrom(
    'traceparent',
    'tracestate',
    'consistency-token',
    'prefer',
    'accept',
    'baggage',
    'if-match',
  );
  const trace = fc.constantFrom('00-', '00-4bf92f3577b34da6a3ce929d0e0e4736-7d2ea792e2df6a01-01', 'a=b,'.repeat(40));
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
    path: fc.oneof(
      fc.constantFrom('/api/tasks', '/api/tasks/', '/api/tasks/0199abcd-1234-7abc-8def-0123456789ab'),
      text.map((part) => `/api/tasks/${encodeURIComponent(part.toWellFormed())}`),
      visible.map((part) => `/${part.replaceAll(/[\s#\\]/g, '')}`),
    ),
    query: fc.array(fc.tuple(fc.oneof(field, fc.constantFrom('sort', 'limit', 'cursor'), visible), visible), {
      maxLength: 3,
    }),
    headers: fc.dictionary(header, fc.oneof(visible, trace), { maxKeys: 3 }),
    type: fc.constantFrom('application/json', 'application/json; charset=latin1', 'text/plain', 'nonsense'),
    body,
  });

  it('get an answer below 500, each refusal a problem document that stores nothing', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, query, headers, type, body: content }) => {
        const head = await api.store.head();
        const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
        const address = `${path}${query.length > 0 ? `?${new URLSearchParams(query)}` : ''}`;
        const response = await api.fetch(address, {
          method,
          headers: { ...headers, ...(hasBody && { 'content-type': type }) },
          ...(hasBody && { body: content }),
        });
        const answer = await response.text();

        expect(response.status).toBeLessThan(500);
        if (response.status < 400) return;
        expect(await api.store.head()).toBe(head);
        if (method === 'HEAD') return;
        expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
        expect(JSON.parse(answer)).toMatchObject({ status: response.status });
      }),
      { numRuns: 2_000 },
    );
    expect((await api.fetch('/health')).status).toBe(200);
  }, 120_000);
});
