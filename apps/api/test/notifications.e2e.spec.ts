import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Publications } from '#libs/cqrs';
import { until } from '#testing/event-sourcing';
import { RecordedSpans, type SeenSpan, spanNamed } from '#testing/tracing';
import { watchFetch } from '#libs/tracing';
import { describeEachDatabase } from './each-database.js';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans({ drivers: await watchFetch() });
afterEach(() => spans.reset());
afterAll(() => spans.stop());

interface Told {
  readonly event_id: string;
  readonly task_id: string;
  readonly priority: string;
}

/** In the place of the notification service: what it was told, and how it answers. */
class Listener {
  readonly told: Told[] = [];
  readonly traceparents: string[] = [];
  answer: (response: ServerResponse) => void = (response) => void response.writeHead(201).end();
  #server: Server | undefined;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    this.#server = createServer(async (request, response) => {
      this.traceparents.push(String(request.headers['traceparent']));
      this.told.push((await json(request)) as Told);
      this.answer(response);
    }).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    if (this.#server) await once(this.#server, 'close');
    this.#server = undefined;
  }
}

const NOTIFY = 'notify_external_service';

describeEachDatabase((database) => {
  let listener: Listener;
  let environment: Record<string, string>;
  let api: RunningApi;
  beforeEach(async () => {
    listener = new Listener();
    await listener.start();
    environment = { DATABASE_URL: database(), NOTIFICATIONS_URL: listener.url };
    api = await RunningApi.start(environment);
    await until(running, 'the publisher to run');
  });
  afterEach(async () => {
    await api.stop();
    await listener.stop();
  });

  /** Its lease is there: what is stored from now on is told. */
  const running = () =>
    api.app.get(Publications, { strict: false }).running.every(({ subscription }) => subscription.status.running);
  const notified = async (count: number): Promise<readonly SeenSpan[]> => {
    const all = () => spans.all.filter(({ name }) => name === NOTIFY);
    await until(() => all().length >= count, `${count} spans ${NOTIFY}`, 10_000);
    return all();
  };
  const callsOf = (span: SeenSpan | undefined) =>
    spans.all.filter(({ kind, parentSpanId }) => kind === 'CLIENT' && parentSpanId === span?.spanId);

  it('is told of each new task, in the trace of its create (EX3)', async () => {
    const response = await api.send('POST', '/api/tasks', { title: 'secret', priority: 'high' });
    const { id } = (await response.json()) as { id: string };
    const [span] = await notified(1);
    const trace = await spans.ofResponse(response);
    const append = spanNamed(trace, 'event_store.append');
    const [call] = callsOf(span);

    expect(listener.told).toEqual([{ event_id: expect.stringMatching(/\.1$/), task_id: id, priority: 'high' }]);
    expect([span?.kind, span?.traceId, span?.parentSpanId, span?.status]).toEqual([
      'CONSUMER',
      append.traceId,
      append.spanId,
      'OK',
    ]);
    expect(span?.attributes).toMatchObject({
      'task.id': id,
      'peer.service': 'notification-service',
      'http.status_code': 201,
      'event.id': listener.told[0]?.event_id,
      'event.type': 'task.created.v1',
      'es.subscription': NOTIFY,
      'es.lag_ms': expect.any(Number),
    });
    expect([call?.name, call?.status]).toEqual(['POST', 'UNSET']);
    expect(listener.traceparents).toEqual([`00-${span?.traceId}-${call?.spanId}-01`]);
    expect(JSON.stringify(spans.all)).not.toContain('secret');
  });

  it('is not told of other events', async () => {
    const path = await api.created();
    await api.send('PUT', path, { title: 'B' });
    await api.created();
    await notified(2);

    expect(listener.told).toHaveLength(2);
  });

  it('that answers 500 is tried again, then is left alone for a while; the task exists (EX3)', async () => {
    let answers = 0;
    listener.answer = (response) => void response.writeHead(++answers <= 4 ? 500 : 201).end();
    const path = await api.created();
    expect((await api.fetch(path)).status).toBe(200);
    const isDegraded = async () =>
      ((await (await api.fetch('/ready')).json()) as { status: string }).status === 'degraded';
    await until(isDegraded, 'the API to say so');
    const [first, second] = await notified(2);

    expect([first?.status, first?.description, first?.attributes['error.type']]).toEqual([
      'ERROR',
      'Notification failed',
      'unavailable',
    ]);
    expect(callsOf(first).map(({ status, description }) => [status, description])).toEqual(
      Array.from({ length: 3 }, () => ['ERROR', 'Answered 500']),
    );
    expect(first?.events.map(({ name }) => name)).toEqual(['exception']);
    expect(callsOf(first).flatMap(({ events }) => events)).toEqual([]);
    expect([second?.status, second?.attributes['attempt']]).toEqual(['OK', 2]);
    expect(second?.traceId).not.toBe(first?.traceId);
    expect(second?.parentSpanId).toBeUndefined();
    expect(second?.links.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
      [first?.traceId, first?.parentSpanId],
      [first?.traceId, first?.spanId],
    ]);
    expect(new Set(listener.told.map(({ event_id }) => event_id)).size).toBe(1);
  }, 30_000);

  it('that is down is told what it missed, in order, once it is back (EX3)', async () => {
    await listener.stop();
    const paths = [await api.created(), await api.created(), await api.created()];
    const [first] = await notified(1);
    await listener.start();
    await until(() => listener.told.length >= 3, 'three notifications', 15_000);

    expect(callsOf(first).map(({ status, description }) => [status, description])).toEqual(
      Array.from({ length: 3 }, () => ['ERROR', 'No answer']),
    );
    expect(listener.told.map(({ task_id }) => `/api/tasks/${task_id}`)).toEqual(paths);
  }, 30_000);

  it('that does not answer is given up after its time, and the next one is told all the same', async () => {
    let silent = 3;
    listener.answer = (response) => {
      if (silent-- <= 0) response.writeHead(201).end();
    };
    const began = performance.now();
    await api.created();
    const [first] = await notified(1);

    expect(performance.now() - began).toBeGreaterThanOrEqual(1_500);
    expect(first?.status).toBe('ERROR');
    expect(callsOf(first)).toHaveLength(3);
    expect((await notified(2)).at(-1)?.status).toBe('OK');
  }, 30_000);
});

describe('without NOTIFICATIONS_URL', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start();
  });
  afterAll(() => api.stop());

  it('nobody is told, and no span says so', async () => {
    const response = await api.send('POST', '/api/tasks', { title: 'A' });

    expect((await spans.ofResponse(response)).map(({ name }) => name)).not.toContain(NOTIFY);
  });
});
