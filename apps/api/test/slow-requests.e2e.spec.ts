import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { problemOf } from '#libs/http';
import { RecordedSpans } from '#testing/tracing';
import { RunningApi } from './running-api.js';

const TIMEOUT_MS = 600;
const DRIP_MS = 20;

const spans = new RecordedSpans();
let log = '';
const write = (line: string) => {
  // Beside the line that each request leaves.
  if (!line.includes('"duration_ms"')) log += line;
};
let api: RunningApi;
beforeAll(async () => {
  const environment = { REQUEST_TIMEOUT_MS: String(TIMEOUT_MS), LOG_LEVEL: 'info' };
  api = await RunningApi.start(environment, { log: { write } });
});
afterAll(async () => {
  await api.stop();
  await spans.stop();
});

const TITLE = 'x'.repeat(100);
const BODY = JSON.stringify({ title: TITLE });
const HEAD = `POST /api/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n`;

function open(): Socket {
  return connect(Number(new URL(api.url).port), '127.0.0.1');
}

/** What comes until the other side closes, whatever is still sent to it. */
async function answerOn(socket: Socket): Promise<string> {
  let answer = '';
  socket.on('data', (chunk) => {
    answer += String(chunk);
  });
  // It may be reset in the middle of what it sends.
  socket.on('error', () => {});
  await once(socket, 'close');
  return answer;
}

/** Sends at once what comes first, then byte by byte, without an end. */
async function drip(first: string, byte: string): Promise<string> {
  const socket = open();
  socket.write(first);
  const timer = setInterval(() => socket.write(byte), DRIP_MS);
  try {
    return await answerOn(socket);
  } finally {
    clearInterval(timer);
  }
}

function expectTooLate(answer: string): void {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
  expect(head).toMatch(/\r\nContent-Type: application\/problem\+json\r\n/);
  expect(head).toMatch(/\r\nConnection: close/);
  expect(JSON.parse(body)).toEqual(problemOf('request_timeout'));
}

it.each([
  ['a body that drips', HEAD, ' '],
  ['a body in chunks that drips', HEAD.replace(/Content-Length: \d+/, 'Transfer-Encoding: chunked'), '1\r\n \r\n'],
  ['headers that drip', 'GET /api/tasks HTTP/1.1\r\nHost: localhost\r\nA: ', 'x'],
])('%s is given up in time, and its connection closed', async (_, first, byte) => {
  const head = await api.store.head();
  expectTooLate(await drip(first, byte));

  expect(await api.store.head()).toBe(head);
  expect((await api.fetch('/health')).status).toBe(200);
});

it('so is one of which nothing more comes', async () => {
  for (const first of [HEAD, `${HEAD}{"title`, 'GET /api/ta']) {
    const socket = open();
    socket.write(first);
    expectTooLate(await answerOn(socket));
  }
});

it('what is given up is in no log, and its span ends', async () => {
  spans.reset();
  const socket = open();
  socket.write(HEAD);
  await answerOn(socket);

  expect(log).toBe('');
  expect(spans.all.map(({ name, status }) => [name, status])).toContainEqual(['POST /api/tasks', 'UNSET']);
});

it('one that is slow, but not too slow, is answered', async () => {
  const socket = open();
  socket.write(`${HEAD.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')}${BODY.slice(0, 20)}`);
  setTimeout(() => socket.write(BODY.slice(20)), TIMEOUT_MS / 6);

  expect(await answerOn(socket)).toMatch(/^HTTP\/1.1 201 Created\r\n/);
});
