import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { CommitTooLarge, LogContended, MAX_ATTEMPTS, StoreUnavailable, VersionConflict } from '#libs/event-sourcing';
import { until } from '#testing/event-sourcing';
import { RecordedSpans } from '#testing/tracing';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
let log = '';
const write = (line: string) => {
  // Beside the line that each request leaves.
  if (!line.includes('"duration_ms"')) log += line;
};
let api: RunningApi;
let task: string;
beforeAll(async () => {
  api = await RunningApi.start({ LOG_LEVEL: 'trace' }, { log: { write } });
  task = await api.created();
});
afterEach(() => {
  jest.restoreAllMocks();
  log = '';
});
afterAll(async () => {
  await api.stop();
  await spans.stop();
});

describe('an address that nothing answers', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/nope'],
    ['GET', '/api'],
    ['GET', '/api/task'],
    ['GET', '/API/tasks'],
    ['GET', '//api/tasks'],
    ['GET', '/api/tasks//'],
    ['GET', '/api/tasks;a=b'],
    ['POST', '/nope'],
    ['OPTIONS', '/nope'],
    ['PROPFIND', '/nope'],
  ])('%s %s', async (method, path) => {
    await expectProblem(await api.fetch(path, { method }), 'not_found');
  });

  it.each(['/%', '/%zz', '/api/tasks/%E0%A4%A', '/api/tasks/%FF', '/%c0%80'])('%s cannot be decoded', async (path) => {
    const { detail } = await expectProblem(await api.fetch(path), 'bad_request');
    expect(detail).toBe('the address must be percent-encoded UTF-8 without a fragment');
  });
});

describe('a HEAD', () => {
  it.each([
    ['/api/tasks', 200],
    ['/health', 200],
    ['/nope', 404],
    ['/api/tasks/abc', 400],
    ['/api/tasks?limit=0', 400],
  ])('of %s answers %i without a body', async (path, status) => {
    const [head, get] = [await api.fetch(path, { method: 'HEAD' }), await api.fetch(path)];

    expect([head.status, await head.text()]).toEqual([status, '']);
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
  });
});

const routes = [
  ['POST', '/api/tasks'],
  ['GET', '/api/tasks'],
  ['GET', '/api/tasks/{id}'],
  ['PUT', '/api/tasks/{id}'],
  ['DELETE', '/api/tasks/{id}'],
] as const;

/** Lets the store refuse everything that a route needs. */
function breakStore(error: Error): void {
  jest.spyOn(api.store, 'append').mockRejectedValue(error);
  jest.spyOn(api.store, 'readStream').mockRejectedValue(error);
  jest.spyOn(api.projection.readModel, 'find').mockRejectedValue(error);
  jest.spyOn(api.projection.readModel, 'get').mockRejectedValue(error);
}

describe.each(routes)('%s %s when something goes wrong', (method, route) => {
  const ask = () => {
    const path = route.endsWith('{id}') ? task : route;
    return method === 'POST' || method === 'PUT' ? api.send(method, path, { title: 'B' }) : api.fetch(path, { method });
  };

  it('in the store, says that it is away and when to try again', async () => {
    breakStore(new StoreUnavailable('the disk is away'));
    const response = await ask();

    expect(response.headers.get('retry-after')).toBe('1');
    expect(await expectProblem(response, 'unavailable')).toMatchObject({ detail: 'the disk is away' });
    expect(log).toContain('the disk is away');
    expect(log).not.toContain('stack');
  });

  it('that nobody has foreseen, says nothing about it but where to look', async () => {
    breakStore(new RangeError('at /srv/secret.ts: xyzzy'));
    const response = await ask();
    const text = await response.clone().text();
    const { traceId } = await expectProblem(response, 'unexpected');

    expect(text).not.toMatch(/xyzzy|secret|RangeError|stack|detail/);
    expect(JSON.parse(log)).toMatchObject({ level: 50, msg: 'RangeError', stack: expect.stringContaining('xyzzy') });
    expect(spans.ofTrace(traceId ?? '').at(-1)).toMatchObject({ status: 'ERROR' });
  });
});

describe('a write that the store refuses', () => {
  it.each([
    ['conflict', new VersionConflict('task-1', 1, 2)],
    ['unavailable', new LogContended('too many writers')],
    ['body_too_large', new CommitTooLarge('over 8 MiB')],
  ] as const)('is answered with %s', async (code, error) => {
    const append = jest.spyOn(api.store, 'append').mockRejectedValue(error);

    await expectProblem(await api.send('PUT', task, { title: 'B' }), code);
    expect(append).toHaveBeenCalledTimes(code === 'conflict' ? MAX_ATTEMPTS : 1);
    expect(await (await api.fetch(task)).json()).toMatchObject({ title: 'Implement feature X' });
  });
});

it('a refusal of the caller is in no log', async () => {
  await api.send('POST', '/api/tasks', { title: '' });
  await api.fetch('/nope');
  await api.fetch('/%zz');

  expect(log).toBe('');
});

it('a client that goes away in the middle of its body is in no log', async () => {
  spans.reset();
  const arrived = once(api.app.getHttpServer(), 'request');
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.write(
    'POST /api/tasks HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"ti',
  );
  await arrived;
  socket.resetAndDestroy();
  await until(() => spans.all.some(({ name }) => name === 'POST /api/tasks'), 'the request to end');
  await api.fetch('/api/tasks');

  expect(log).toBe('');
});
