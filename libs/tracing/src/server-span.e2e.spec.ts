import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { fastify as createFastify } from 'fastify';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { traceRequests, withSpan } from '#libs/tracing';
import { until } from '#testing/event-sourcing';
import { RecordedSpans, spanNamed, treeOf } from '#testing/tracing';

const spans = new RecordedSpans();
const fastify = createFastify({ forceCloseConnections: true });
const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
let reached = Promise.withResolvers<void>();
let released = Promise.withResolvers<void>();
let url: URL;

beforeAll(async () => {
  traceRequests(fastify, { info: () => {}, error: () => {} });
  for (const path of ['/health', '/ready', '/metrics']) {
    fastify.get(path, () => withSpan('find_health', () => String(trace.getActiveSpan() !== undefined)));
  }
  fastify.get('/api/tasks/:id', () => withSpan('get_task_by_id', () => ({})));
  fastify.post('/api/tasks', () => ({}));
  fastify.get('/answers/:status', (request, reply) => reply.status(Number((request.params as Status).status)).send());
  fastify.post('/slow', async () => {
    reached.resolve();
    await released.promise;
    return {};
  });
  url = new URL(await fastify.listen());
});
afterEach(() => spans.reset());
afterAll(async () => {
  await fastify.close();
  await spans.stop();
});

interface Status {
  readonly status: string;
}

const traced = async (path: string, init?: RequestInit) => spans.ofResponse(await fetch(new URL(path, url), init));

describe('S6 one SERVER span a request', () => {
  it('is named by its method and the route as in OpenAPI, with what is inside below it', async () => {
    const seen = await traced(`/api/tasks/${ID}?status=pending`);

    expect(treeOf(seen)).toEqual(['GET /api/tasks/{id} SERVER', '  get_task_by_id OK']);
    expect(spanNamed(seen, 'GET /api/tasks/{id}').attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/api/tasks/{id}',
      'http.response.status_code': 200,
      'url.scheme': 'http',
      'url.path': `/api/tasks/${ID}`,
    });
  });

  it('is named by the method alone where there is no route', async () => {
    const seen = await traced('/nowhere', { method: 'PUT' });

    expect(treeOf(seen)).toEqual(['PUT SERVER']);
    expect(seen[0]?.attributes).toMatchObject({ 'http.response.status_code': 404, 'url.path': '/nowhere' });
    expect(Object.keys(seen[0]?.attributes ?? {})).not.toContain('http.route');
  });

  it('is named HTTP for a method that is not one of HTTP', async () => {
    request(new URL('/nowhere', url), { method: 'M-SEARCH' }, (response) => response.resume()).end();
    await until(() => spans.all.length > 0, 'the span');

    expect(treeOf(spans.all)).toEqual(['HTTP SERVER']);
    expect(spans.all[0]?.attributes).toMatchObject({ 'http.request.method': '_OTHER' });
  });

  it('is there for HEAD too', async () => {
    expect(treeOf(await traced(`/api/tasks/${ID}`, { method: 'HEAD' }))).toEqual([
      'HEAD /api/tasks/{id} SERVER',
      '  get_task_by_id OK',
    ]);
  });

  it.each(['/health', '/ready', '/metrics'])('is not there for %s, nor is anything below it', async (path) => {
    const response = await fetch(new URL(`${path}?x=1`, url));

    expect(await response.text()).toBe('true');
    expect(response.headers.get('traceresponse')).toBeNull();
    expect(spans.all).toEqual([]);
  });

  it('shows no path in which somebody wrote something else than an id', async () => {
    expect((await traced('/api/tasks/sesame'))[0]?.attributes['url.path']).toBe('/api/tasks/{id}');
  });

  it('shows no fragment, which a client should have kept to itself', async () => {
    const { hostname, port } = url;
    const sent = request({ hostname, port, path: '/nowhere#sesame' }).end();
    const [{ headers }] = (await once(sent, 'response')) as [IncomingMessage];
    const traceresponse = String(headers.traceresponse);
    const seen = await spans.ofResponse(new Response(null, { headers: { traceresponse } }));

    expect(seen[0]?.attributes['url.path']).toBe('/nowhere');
  });

  it('shows no more than the beginning of a long path', async () => {
    expect((await traced(`/${'x'.repeat(1_000)}`))[0]?.attributes['url.path']).toHaveLength(256);
  });
});

describe('K-5 the trace of a caller', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const caller = `00-${traceId}-7d2ea792e2df6a01-01`;
  const root = async (headers: Readonly<Record<string, string>>) =>
    (await traced('/api/tasks', { method: 'POST', headers }))[0];

  it.each([
    ['vendor=value', ',vendor=value'],
    ['a=1,b=2', ',a=1,b=2'],
    ['nonsense', ''],
    ['=1', ''],
    ['good=1,bad', ',good=1'],
    ['x'.repeat(600), ''],
  ])('goes on, with what can be read of its tracestate: %s', async (tracestate, passedOn) => {
    const server = await root({ traceparent: caller, tracestate });

    expect(server).toMatchObject({ traceId, parentSpanId: '7d2ea792e2df6a01' });
    // The bucket is of the trace id's last digits.
    expect(server?.traceState).toBe(`clew=b58${passedOn}`);
  });

  it.each([
    '',
    'nonsense',
    caller.toUpperCase(),
    `${caller}-more`,
    `${caller}, ${caller}`,
    caller.replace('00-', 'ff-'),
    caller.replace(traceId, '0'.repeat(32)),
    caller.replace('7d2ea792e2df6a01', '0'.repeat(16)),
    caller.slice(0, -3),
    'x'.repeat(4_000),
  ])('that is malformed is passed over: %s', async (traceparent) => {
    const server = await root({ traceparent, tracestate: 'vendor=value' });

    expect(server?.attributes['http.response.status_code']).toBe(200);
    expect(server).not.toHaveProperty('parentSpanId');
    expect(server?.traceState).toMatch(/^clew=b\d{1,2}$/);
    expect(server?.traceId).not.toBe(traceId);
  });

  it('of a later version is understood as far as it is known', async () => {
    expect(await root({ traceparent: `${caller.replace('00-', '01-')}-more` })).toMatchObject({ traceId });
  });

  it('with flag 00 is not recorded, and says so', async () => {
    const response = await fetch(new URL(`/api/tasks/${ID}`, url), {
      headers: { traceparent: caller.replace(/1$/, '0') },
    });
    await response.text();

    expect(response.status).toBe(200);
    expect(response.headers.get('traceresponse')).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    expect(spans.all).toEqual([]);
  });
});

describe('BP7 the status of a SERVER span', () => {
  it.each([200, 204, 301, 400, 404, 409, 429])('stays unset for %i', async (status) => {
    const seen = await traced(`/answers/${status}`, { redirect: 'manual' });

    expect(treeOf(seen)).toEqual(['GET /answers/{status} SERVER']);
    expect(seen[0]?.attributes).toMatchObject({ 'http.response.status_code': status });
    expect(Object.keys(seen[0]?.attributes ?? {})).not.toContain('error.type');
  });

  it.each([
    [500, 'unexpected'],
    [502, 'unexpected'],
    [503, 'unavailable'],
  ])('is ERROR for %i', async (status, errorType) => {
    const seen = await traced(`/answers/${status}`);

    expect(treeOf(seen)).toEqual([`GET /answers/{status} SERVER ERROR "answered ${status}"`]);
    expect(seen[0]?.attributes).toMatchObject({ 'http.response.status_code': status, 'error.type': errorType });
  });
});

describe('a client that goes away ends the span', () => {
  const BODY = '{"title":"x"}';

  async function post(body: string): Promise<Socket> {
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, 'connect');
    const head = `POST /slow HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}`;
    socket.write(`${head}\r\n\r\n${body}`);
    return socket;
  }

  const ended = () => until(() => spans.all.length > 0, 'the end of the span');

  it('in the middle of its body', async () => {
    const socket = await post(BODY.slice(0, 5));
    await fetch(new URL('/health', url));
    socket.destroy();
    await ended();

    expect(treeOf(spans.all)).toEqual(['POST /slow SERVER']);
    expect(Object.keys(spans.all[0]?.attributes ?? {})).not.toContain('http.response.status_code');
  });

  it('while its answer is made', async () => {
    [reached, released] = [Promise.withResolvers(), Promise.withResolvers()];
    const socket = await post(BODY);
    await reached.promise;
    socket.destroy();
    await ended();
    released.resolve();

    expect(treeOf(spans.all)).toEqual(['POST /slow SERVER']);
    expect(Object.keys(spans.all[0]?.attributes ?? {})).not.toContain('http.response.status_code');
  });
});

it('each request on one connection has a span of its own', async () => {
  const socket = connect(Number(url.port), url.hostname);
  await once(socket, 'connect');
  const ids = [ID, ID.replace('0', '1'), ID.replace('0', '2')];
  socket.write(ids.map((id) => `GET /api/tasks/${id} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`).join(''));
  await until(() => spans.all.filter(({ kind }) => kind === 'SERVER').length === 3, 'three spans');
  socket.destroy();

  const servers = spans.all.filter(({ kind }) => kind === 'SERVER');
  expect(servers.map(({ attributes }) => attributes['url.path'])).toEqual(ids.map((id) => `/api/tasks/${id}`));
  expect(new Set(servers.map(({ traceId }) => traceId)).size).toBe(3);
});
