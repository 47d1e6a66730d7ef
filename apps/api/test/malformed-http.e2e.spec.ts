import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { type ProblemCode, problemOf } from '#libs/http';
import { RunningApi } from './running-api.js';

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(() => api.stop());

/** What comes back for these bytes, until the other side closes. */
async function answerTo(bytes: string | Buffer): Promise<string> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

function expectProblemIn(answer: string, code: ProblemCode): void {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const { status } = problemOf(code);
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} \\w.*\r\n`));
  expect(head).toMatch(/\r\ncontent-type: application\/problem\+json/i);
  expect(head).toMatch(new RegExp(`\r\ncontent-length: ${Buffer.byteLength(body)}`, 'i'));
  expect(JSON.parse(body)).toMatchObject(problemOf(code));
}

const request = (line: string, ...headers: readonly string[]) =>
  `${[line, ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`;
const HOST = 'Host: localhost';
const LENGTH = 'Content-Length: 2';
const TYPE = 'Content-Type: application/json';

it.each<readonly [what: string, bytes: string | Buffer, code: ProblemCode]>([
  ['no HTTP at all', 'hello\r\n\r\n', 'bad_request'],
  ['bytes of a TLS handshake', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]), 'bad_request'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'bad_request'],
  ['an unknown method', request('FETCH /api/tasks HTTP/1.1', HOST), 'bad_request'],
  ['an unknown version', request('GET /api/tasks HTTP/9.9', HOST), 'bad_request'],
  ['a space in the address', request('GET /api/tasks ?a HTTP/1.1', HOST), 'bad_request'],
  ['a header without a name', request('GET /api/tasks HTTP/1.1', HOST, ': a'), 'bad_request'],
  ['a control character in a header', request('GET /api/tasks HTTP/1.1', HOST, 'A: \u0001'), 'bad_request'],
  ['a negative length', request('POST /api/tasks HTTP/1.1', HOST, TYPE, 'Content-Length: -2'), 'bad_request'],
  ['two lengths', request('POST /api/tasks HTTP/1.1', HOST, TYPE, LENGTH, 'Content-Length: 3'), 'bad_request'],
  [
    'a length and chunks',
    request('POST /api/tasks HTTP/1.1', HOST, LENGTH, 'Transfer-Encoding: chunked'),
    'bad_request',
  ],
  [
    'a chunk without a size',
    `${request('POST /api/tasks HTTP/1.1', HOST, TYPE, 'Transfer-Encoding: chunked')}zz\r\n`,
    'bad_request',
  ],
  [
    'a header that is too long',
    request('GET /api/tasks HTTP/1.1', HOST, `A: ${'x'.repeat(20_000)}`),
    'headers_too_large',
  ],
  ['an address that is too long', request(`GET /api/tasks?${'x'.repeat(20_000)} HTTP/1.1`, HOST), 'headers_too_large'],
  ['no Host', request('GET /api/tasks HTTP/1.1'), 'bad_request'],
  ['an address that cannot be decoded', request('GET /%ff HTTP/1.1', HOST), 'bad_request'],
  [
    'a length far over the limit',
    request('POST /api/tasks HTTP/1.1', HOST, TYPE, 'Content-Length: 9999999'),
    'body_too_large',
  ],
  ['an asterisk', request('OPTIONS * HTTP/1.1', HOST), 'not_found'],
])('%s gets a problem document, and the API lives on', async (_, bytes, code) => {
  expectProblemIn(await answerTo(bytes), code);
  expect((await api.fetch('/health')).status).toBe(200);
});

it.each([
  ['HTTP/1.0 without Host', request('GET /health HTTP/1.0')],
  ['an absolute address', request('GET http://elsewhere/health HTTP/1.1', HOST)],
  ['an expectation that nobody knows', request('GET /health HTTP/1.1', HOST, 'Expect: the-unexpected')],
  ['an upgrade that nobody offers', request('GET /health HTTP/1.1', HOST, 'Upgrade: websocket')],
])('%s is answered', async (_, bytes) => {
  const answer = await answerTo(bytes);

  expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(answer).toContain('{"status":"ok"}');
});

it('a client that waits for leave to send its body gets it', async () => {
  const head = request('POST /api/tasks HTTP/1.1', HOST, TYPE, LENGTH, 'Expect: 100-continue');
  const answer = await answerTo(`${head}{}`);

  expect(answer).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 400 Bad Request\r\n/);
});

it('a request that takes too long to arrive is told so', async () => {
  const arrived = once(api.app.getHttpServer(), 'connection') as Promise<[Socket]>;
  const answer = answerTo('GET /api/ta');
  const [socket] = await arrived;
  const tooLate = Object.assign(new Error('too late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  api.app.getHttpServer().emit('clientError', tooLate, socket);

  expectProblemIn(await answer, 'request_timeout');
});

it('a client that breaks off gets nothing, and the API lives on', async () => {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /api/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n');
  socket.resetAndDestroy();

  expect((await api.fetch('/health')).status).toBe(200);
});
