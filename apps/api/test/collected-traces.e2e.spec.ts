import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { clewClient } from '#libs/client';
import { freePort, until } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { describeWithCollector, type SeenSpan, spanNamed } from '#testing/tracing';
import { ApiProcess, killApiProcesses } from './api-process.js';
import { asCaller } from './callers.js';

const UNKNOWN = '0199abcd-1234-7abc-8def-0123456789ab';
const folder = new TemporaryFolder();
afterAll(async () => {
  killApiProcesses();
  await folder.remove();
});

/** Ids of a trace end in its sampling bucket here. */
const traceIn = (bucket: number) => randomBytes(12).toString('hex') + bucket.toString(16).padStart(8, '0');
const KEPT = 3;
const DROPPED = 99;

describeWithCollector(
  'the guide’s examples, as two processes send them through the shipped Collector',
  (collector) => {
    let api: ApiProcess;
    let client: ReturnType<typeof clewClient>;
    beforeAll(async () => {
      const port = String(await freePort());
      const traced = {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector().httpPort}`,
        OTEL_BSP_SCHEDULE_DELAY: '100',
      };
      await ApiProcess.start({
        program: 'notifications',
        environment: { ...traced, PORT: port, NOTIFICATIONS_FILE: folder.file() },
      });
      api = await ApiProcess.start({
        environment: {
          ...traced,
          PORT: '0',
          DATABASE_URL: `sqlite:${folder.file()}`,
          NOTIFICATIONS_URL: `http://127.0.0.1:${port}`,
          TRACING_DETAIL: 'full',
        },
      });
      client = clewClient({ baseUrl: api.url });
      await until(async () => {
        const { details } = (await (await fetch(`${api.url}/ready`)).json()) as {
          details: Readonly<Record<string, { running: boolean }>>;
        };
        return details['notify_external_service']?.running === true;
      }, 'the publisher to run');
    }, 60_000);

    const inTrace = (traceId: string) => ({ traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    const keptOf = (traceId: string) => collector().kept.filter((span) => span.traceId === traceId);
    /** Sends a request in a trace of this bucket. @returns what was kept, once the span that is waited for is there */
    const collected = async (
      send: (headers: Record<string, string>) => Promise<unknown>,
      last: string,
      bucket = KEPT,
    ): Promise<readonly SeenSpan[]> => {
      const traceId = traceIn(bucket);
      await send(inTrace(traceId));
      await until(() => keptOf(traceId).some(({ name }) => name === last), `${last} behind the Collector`, 20_000);
      return keptOf(traceId);
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

    it('EX1 and EX3: a create, its event, and the other service', async () => {
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
    }, 60_000);

    it('EX2: an update of two fields', async () => {
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
    }, 60_000);

    it('EX4: a delete that is refused, kept for its error whatever its bucket', async () => {
      const path = { id: await created() };
      const caller = await asCaller('ann', ['user']);
      const send = (headers: Record<string, string>) =>
        client.DELETE('/api/tasks/{id}', { params: { path }, headers: { ...headers, ...caller } });
      const trace = await collected(send, 'DELETE /api/tasks/{id}', DROPPED);

      expect(childrenOf(trace, 'delete_task')).toEqual(['check_authorization']);
      expect(problemIn(spanNamed(trace, 'delete_task'))).toEqual(['ERROR', 'Permission denied', 'permission']);
    }, 60_000);

    it('EX5: several tasks, one of which is not there', async () => {
      const ids = [await created(), UNKNOWN, await created()];
      const send = (headers: Record<string, string>) => client.POST('/api/tasks/process', { body: { ids }, headers });
      const trace = await collected(send, 'POST /api/tasks/process', DROPPED);
      const items = trace.filter(({ name }) => name === 'process_single_task');

      expect(problemIn(spanNamed(trace, 'process_multiple_tasks'))).toEqual(['ERROR', '1 tasks failed', 'not_found']);
      expect(items.map(({ status }) => status).toSorted()).toEqual(['ERROR', 'OK', 'OK']);
    }, 60_000);

    it('BP5: what went well, fast and in no bucket that is kept is not there', async () => {
      const dropped = traceIn(DROPPED);
      await client.GET('/api/tasks', { headers: inTrace(dropped) });
      // Decided later than the one before.
      await collected((headers) => client.GET('/api/tasks', { headers }), 'GET /api/tasks');

      expect(keptOf(dropped)).toEqual([]);
    }, 60_000);
  },
  { shipped: true },
);
