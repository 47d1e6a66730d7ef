import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, gzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { RecordedSpans } from '#testing/tracing';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
  for (let n = 0; n < 20; n++) await api.created({ description: 'again and again '.repeat(10) });
});
afterAll(async () => {
  await api.stop();
  await spans.stop();
});

/** As it comes over the wire. */
async function ask(path: string, encodings?: string, method = 'GET') {
  const headers = encodings === undefined ? {} : { 'accept-encoding': encodings };
  const sent = request(`${api.url}${path}`, { method, headers }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { headers: response.headers, body: await buffer(response) };
}

/** Without what may differ between two answers; a HEAD has nothing to send in chunks. */
const steady = ({ date: _, traceresponse: __, 'transfer-encoding': ___, ...headers }: IncomingHttpHeaders) => headers;

it.each([
  ['gzip', 'gzip', gunzipSync],
  ['deflate', 'deflate', inflateSync],
  ['br', 'br', brotliDecompressSync],
  ['zstd', 'zstd', zstdDecompressSync],
  ['gzip;q=0.5, br;q=1', 'br', brotliDecompressSync],
  ['br;q=0, gzip', 'gzip', gunzipSync],
])('an answer is compressed for who accepts %s', async (accepted, encoding, decompress) => {
  const plain = await ask('/api/tasks');
  const small = await ask('/api/tasks', accepted);

  expect(small.headers['content-encoding']).toBe(encoding);
  expect(small.headers.vary).toBe('Authorization, accept-encoding');
  expect(small.body.length).toBeLessThan(plain.body.length / 2);
  expect(decompress(small.body)).toEqual(plain.body);
});

it.each([undefined, '', 'identity', 'unheard-of', 'gzip;q=0', '*;q=0'])('and for nobody else: %s', async (accepted) => {
  const { headers, body } = await ask('/api/tasks', accepted);

  expect(headers['content-encoding']).toBeUndefined();
  expect(headers.vary).toContain('accept-encoding');
  expect(JSON.parse(body.toString())).toMatchObject({ items: { length: 20 } });
});

it('what is small is left as it is', async () => {
  expect((await ask('/api/tasks?limit=1', 'gzip')).headers['content-encoding']).toBeUndefined();
});

it('a HEAD has the headers that its GET has', async () => {
  for (const encodings of [undefined, 'gzip', 'br']) {
    const [get, head] = [await ask('/api/tasks', encodings), await ask('/api/tasks', encodings, 'HEAD')];
    expect(steady(head.headers)).toEqual(steady(get.headers));
    expect(head.body).toHaveLength(0);
  }
});

it('an ETag is the same however the answer was sent', async () => {
  const path = await api.created({ description: 'x'.repeat(5_000) });
  const { headers } = await ask(path, 'gzip');

  expect([headers['content-encoding'], headers.etag]).toEqual(['gzip', '"1"']);
  const again = await api.fetch(path, { headers: { 'if-none-match': '"1"', 'accept-encoding': 'gzip' } });
  expect([again.status, again.headers.get('content-encoding')]).toEqual([304, null]);
});

it('a body that is compressed itself is refused, however small it is', async () => {
  const body = gzipSync('{"title":"A"}');
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const response = await api.fetch('/api/tasks', { method: 'POST', headers, body });

  await expectProblem(response, 'unsupported_media_type');
  expect(response.headers.get('accept-encoding')).toBe('identity');
});
