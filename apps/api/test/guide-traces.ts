import { beforeAll, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { clewClient } from '#libs/client';
import { freePort, until } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { type SeenSpan, spanNamed } from '#testing/tracing';
import { ApiProcess } from './api-process.js';
import { asCaller } from './callers.js';

/** What keeps traces, behind a Collector with the shipped configuration. */
export interface TraceStore {
  /** Where the Collector takes OTLP over HTTP. */
  endpoint(): string;
  /** The spans of these traces that are kept. */
  spansOf(traceIds: readonly string[]): Promise<readonly SeenSpan[]>;
  /** How long a span may be on its way. */
  readonly withinMs: number;
}

const UNKNOWN = '0199abcd-1234-7abc-8def-0123456789ab';
const LONG_MS = 180_000;
const SLOW_MS = 600;

/** Ids of a trace end in its sampling bucket here. */
const traceIn = (bucket: number) => randomBytes(12).toString('hex') + bucket.toString(16).padStart(8, '0');
const inTrace = (traceId: string) => ({ traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
const KEPT = 3;
const DROPPED = 99;

/** The guide's examples, and what is kept of a thousand requests, as two processes send them. */
export function itKeepsTheGuidesTraces(store: TraceStore, folder: TemporaryFolder): void {
  let client: ReturnType<typeof clewClient>;
  let url: string;
  beforeAll(async () => {
    url = await startBoth(store.endpoint(), folder);
    client = clewClient({ baseUrl: url });
  }, 60_000);

  /** Sends a request in a trace of this bucket. @returns what was kept, once the span that is waited for is there */
  const collected = async (
    send: (headers: Record<string, string>) => Promise<unknown>,
    last: string,
    bucket = KEPT,
  ): Promise<readonly SeenSpan[]> => {
    const traceId = traceIn(bucket);
    await send(inTrace(traceId));
    let spans: readonly SeenSpan[] = [];
    const isThere = async () => {
      spans = await store.spansOf([traceId]);
      return spans.some(({ name }) => name === last);
    };
    await until(isThere, `${last} behind the Collector`, store.withinMs);
    return spans;
  };
  const created = async (): Promise<string> => {
    const { data } = await client.POST('/api/tasks', { body: { title: 'A' } });
    return data?.id ?? '';
  };
  const childrenOf = (trace: readonly SeenSpan[], name: string) => {
    const { spanId } = spanNamed(trace, name);
    const children = trace.filter(({ parentSpanId }) => parentSpanId === spanId);
    return children.toSorted((a, b) => a.startMs - b.startMs).map((span) => span.name);
  };
  const problemIn = (span: SeenSpan) => [span.status, span.description, span.attributes['error.type']];

  it(
    'EX1 and EX3: a create, its event, and the other service',
    async () => {
      const send = (headers: Record<string, string>) =>
        client.POST('/api/tasks', { body: { title: 'A', priority: 'high' }, headers });
      const trace = await collected(send, 'POST /api/notify');
      const command = spanNamed(trace, 'create_task');

      expect(childrenOf(trace, 'POST /api/tasks')).toEqual(['create_task']);
      expect(childrenOf(trace, 'create_task')).toEqual(['create_task_entity', 'event_store.append']);
      expect(childrenOf(trace, 'create_task_entity')).toEqual(['validate_input', 'create_domain_object']);
      expect(childrenOf(trace, 'event_store.append')).toEqual(
        expect.arrayContaining([
          'serialize_task',
          'insert commits',
          'publish_domain_events',
          'notify_external_service',
        ]),
      );
      expect(childrenOf(trace, 'notify_external_service')).toEqual(['POST']);
      expect(childrenOf(trace, 'POST')).toEqual(['POST /api/notify']);
      expect(command.events.map(({ name }) => name)).toContain('task.created.v1');
      expect(new Set(trace.map(({ resource }) => resource['service.name']))).toEqual(
        new Set(['clew-api', 'clew-notifications']),
      );
    },
    LONG_MS,
  );

  it(
    'EX2: an update of two fields',
    async () => {
      const path = { id: await created() };
      const send = (headers: Record<string, string>) =>
        client.PUT('/api/tasks/{id}', { params: { path }, body: { title: 'B', priority: 'low' }, headers });
      const trace = await collected(send, 'PUT /api/tasks/{id}');

      expect(childrenOf(trace, 'update_task')).toEqual([
        'fetch_task',
        'validate_updates',
        'apply_updates',
        'event_store.append',
      ]);
      expect(spanNamed(trace, 'update_task').attributes).toMatchObject({
        'updates.count': 2,
        'task.updated_fields': 2,
      });
    },
    LONG_MS,
  );

  it(
    'EX4: a delete that is refused, kept for its error whatever its bucket',
    async () => {
      const path = { id: await created() };
      const caller = await asCaller('ann', ['user']);
      const send = (headers: Record<string, string>) =>
        client.DELETE('/api/tasks/{id}', { params: { path }, headers: { ...headers, ...caller } });
      const trace = await collected(send, 'DELETE /api/tasks/{id}', DROPPED);

      expect(childrenOf(trace, 'delete_task')).toEqual(['check_authorization']);
      expect(problemIn(spanNamed(trace, 'delete_task'))).toEqual(['ERROR', 'Permission denied', 'permission']);
    },
    LONG_MS,
  );

  it(
    'EX5: several tasks, one of which is not there',
    async () => {
      const ids = [await created(), UNKNOWN, await created()];
      const send = (headers: Record<string, string>) => client.POST('/api/tasks/process', { body: { ids }, headers });
      const trace = await collected(send, 'POST /api/tasks/process', DROPPED);
      const items = trace.filter(({ name }) => name === 'process_single_task');

      expect(problemIn(spanNamed(trace, 'process_multiple_tasks'))).toEqual(['ERROR', '1 tasks failed', 'not_found']);
      expect(items.map(({ status }) => status).toSorted()).toEqual(['ERROR', 'OK', 'OK']);
    },
    LONG_MS,
  );

  it(
    'BP5: of a thousand requests every error and every slow one is kept whole, and a tenth of the rest',
    async () => {
      const asked = Array.from({ length: 1_000 }, (_, n) => ({
        traceId: traceIn(n % 100),
        isError: n % 20 === 11,
        isSlow: n % 50 === 32,
      }));
      await inTurns(asked, 50, ({ traceId, isError, isSlow }) => {
        const headers = inTrace(traceId);
        if (isError) return client.GET('/api/tasks/{id}', { params: { path: { id: UNKNOWN } }, headers });
        return isSlow
          ? createSlowly(url, headers)
          : client.GET('/api/tasks', { params: { query: { limit: 1 } }, headers });
      });
      const expected = asked.filter(({ isError, isSlow }, n) => isError || isSlow || n % 100 < 10);
      // Decided about later than the others.
      await collected((headers) => client.GET('/api/tasks', { headers }), 'GET /api/tasks');

      const spans = await store.spansOf(asked.map(({ traceId }) => traceId));
      const kept = [...new Set(spans.map(({ traceId }) => traceId))];
      expect(kept.toSorted()).toEqual(expected.map(({ traceId }) => traceId).toSorted());
      for (const [traceId, trace] of Map.groupBy(spans, (span) => span.traceId)) {
        expect([traceId, wholeness(trace)]).toEqual([traceId, 'whole']);
      }
    },
    LONG_MS,
  );
}

async function startBoth(endpoint: string, folder: TemporaryFolder): Promise<string> {
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: '100' };
  const port = String(await freePort());
  await ApiProcess.start({
    program: 'notifications',
    environment: { ...traced, PORT: port, NOTIFICATIONS_FILE: folder.file() },
  });
  const api = await ApiProcess.start({
    environment: {
      ...traced,
      PORT: '0',
      DATABASE_URL: `sqlite:${folder.file()}`,
      NOTIFICATIONS_URL: `http://127.0.0.1:${port}`,
      RATE_LIMIT_PER_MINUTE: '0',
      TRACING_DETAIL: 'full',
    },
  });
  await api.publishes();
  return api.url;
}

/** A body that takes its time makes a slow request. */
async function createSlowly(url: string, headers: Record<string, string>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const sent = request(`${url}/api/tasks`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
  });
  sent.on('error', reject).on('response', (response) => response.resume().on('end', resolve));
  sent.write('{"title":');
  await setTimeout(SLOW_MS);
  sent.end('"A"}');
  await promise;
}

async function inTurns<Item>(items: readonly Item[], atOnce: number, work: (item: Item) => Promise<unknown>) {
  for (let from = 0; from < items.length; from += atOnce) {
    await Promise.all(items.slice(from, from + atOnce).map(work));
  }
}

/** Each span's parent is there, but that of the SERVER span, which is the caller's. */
function wholeness(trace: readonly SeenSpan[]): string {
  const ids = new Set(trace.map(({ spanId }) => spanId));
  const orphan = trace.find(
    ({ kind, name, parentSpanId = '' }) => !ids.has(parentSpanId) && `${kind} ${name}` !== rootOf(trace),
  );
  return orphan === undefined ? 'whole' : `${orphan.name} has no parent`;
}

function rootOf(trace: readonly SeenSpan[]): string {
  const [root] = trace.filter(({ kind }) => kind === 'SERVER').toSorted((a, b) => a.startMs - b.startMs);
  return `${root?.kind} ${root?.name}`;
}
