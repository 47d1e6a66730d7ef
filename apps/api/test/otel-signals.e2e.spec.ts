import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { clewClient } from '#libs/client';
import { until } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { OtlpReceiver, spanNamed } from '#testing/tracing';
import { ApiProcess, killApiProcesses } from './api-process.js';

const receivers: OtlpReceiver[] = [];
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
});
afterAll(() => killApiProcesses());

async function receiving(options: { silent?: boolean } = {}): Promise<OtlpReceiver> {
  const receiver = await OtlpReceiver.start(options);
  receivers.push(receiver);
  return receiver;
}

const started = ({ url }: OtlpReceiver, environment: Readonly<Record<string, string>>) =>
  ApiProcess.start({
    environment: { PORT: '0', DATABASE_URL: 'memory:', OTEL_EXPORTER_OTLP_ENDPOINT: url, ...environment },
  });

async function create({ url }: ApiProcess): Promise<void> {
  const { response } = await clewClient({ baseUrl: url }).POST('/api/tasks', { body: { title: 'A' } });
  expect(response.status).toBe(201);
}

async function metricsOf({ url }: ApiProcess): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}

/** What a receiver has of metrics and log lines when the API made one task under these variables and ended. */
async function exported(environment: Readonly<Record<string, string>>) {
  const receiver = await receiving();
  const api = await started(receiver, environment);
  await create(api);
  const shown = await metricsOf(api);
  expect(await api.stop()).toBe(0);
  return { receiver, shown, output: api.output, ...sentTo(receiver) };
}

function sentTo({ others }: OtlpReceiver) {
  const ofPath = (path: string) => others.filter((each) => each.path.endsWith(path));
  return { metrics: ofPath('/v1/metrics'), logs: ofPath('/v1/logs') };
}

describe('S6e metrics', () => {
  it('go where spans go, at the latest at the end', async () => {
    const { metrics, shown } = await exported({});

    expect(metrics[0]?.headers['content-type']).toBe('application/json');
    const sent = JSON.parse(metrics.at(-1)?.body ?? '') as { resourceMetrics: { resource: unknown }[] };
    expect(sent.resourceMetrics).toHaveLength(1);
    expect(/"tasks\.created".*?"as\w+":(\d+)/.exec(metrics.at(-1)?.body ?? '')?.[1]).toBe('1');
    expect(JSON.stringify(sent.resourceMetrics[0]?.resource)).toContain('clew-api');
    expect(shown).toContain('\ntasks_created_total 1\n');
  });

  it('go as often as is said', async () => {
    const receiver = await receiving();
    const often = { OTEL_METRIC_EXPORT_INTERVAL: '20', OTEL_METRIC_EXPORT_TIMEOUT: '20' };
    const api = await started(receiver, often);

    await until(() => sentTo(receiver).metrics.length > 2, 'more than the one at the end');
    expect(await api.stop()).toBe(0);
  });

  it('have variables of their own', async () => {
    const own = await receiving();
    const { metrics } = await exported({
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${own.url}/own/metrics`,
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-own=1',
    });

    expect(metrics).toEqual([]);
    expect(own.others[0]).toMatchObject({
      path: '/own/metrics',
      headers: { 'content-type': 'application/x-protobuf', 'x-own': '1' },
      body: expect.stringContaining('tasks.created'),
    });
  });

  it('go to the console, or nowhere and are shown all the same', async () => {
    const console = await exported({ OTEL_METRICS_EXPORTER: 'console' });
    const none = await exported({ OTEL_METRICS_EXPORTER: 'none' });

    expect(console.output).toContain("name: 'tasks.created'");
    expect([...console.metrics, ...none.metrics]).toEqual([]);
    expect(none.receiver.spans().length).toBeGreaterThan(0);
    expect(none.shown).toContain('\ntasks_created_total 1\n');
  });

  it('know no sampling (BP5)', async () => {
    const { shown, receiver } = await exported({ OTEL_TRACES_SAMPLER: 'always_off' });

    expect(receiver.spans()).toEqual([]);
    expect(shown).toContain('\ntasks_created_total 1\n');
    expect(shown).toMatch(/\nhttp_server_request_duration_seconds_count\{[^}]*"\/api\/tasks"[^}]*\} 1\n/);
    expect(shown).toMatch(/\ncqrs_execution_duration_seconds_count\{[^}]*"create_task"[^}]*\} 1\n/);
    expect(shown).toMatch(/\nevent_store_append_duration_seconds_count\{outcome="stored"\} 1\n/);
  });

  it('say how many spans wait and were dropped', async () => {
    const silent = await receiving({ silent: true });
    const api = await started(silent, { OTEL_BSP_MAX_QUEUE_SIZE: '3' });
    await create(api);
    const shown = await metricsOf(api);
    api.signal('SIGKILL');
    expect(await api.ended()).toBe('SIGKILL');

    expect(shown).toMatch(/\notel_sdk_processor_span_queue_capacity\{[^}]*\} 3\n/);
    expect(shown).toMatch(/\notel_sdk_processor_span_queue_size\{[^}]*\} 3\n/);
    expect(shown).toMatch(/\notel_sdk_processor_span_processed_total\{[^}]*error_type="queue_full"[^}]*\} [1-9]/);
  });

  it('are none where the SDK is disabled, which /metrics says', async () => {
    const { shown, metrics } = await exported({ OTEL_SDK_DISABLED: 'true' });

    expect(metrics).toEqual([]);
    expect(shown).toBe('# OpenTelemetry is off: OTEL_SDK_DISABLED\n');
  });

  it('are shown by the second service too', async () => {
    const folder = new TemporaryFolder();
    const environment = { PORT: '0', NOTIFICATIONS_FILE: folder.file() };
    const notifications = await ApiProcess.start({ program: 'notifications', environment });
    const { status } = await fetch(`${notifications.url}/api/notify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event_id: 'e.1', task_id: 't', priority: 'low' }),
    });
    const isCounted = async () =>
      /duration_seconds_count\{.*"\/api\/notify".*\} 1\n/.test(await metricsOf(notifications));

    expect(status).toBe(201);
    await until(isCounted, 'its metric');
    expect(await metricsOf(notifications)).toContain('service_name="clew-notifications"');
    expect(notifications.output).toContain('"msg":"POST /api/notify 201"');
    expect(await notifications.stop()).toBe(0);
    await folder.remove();
  });

  it('of the runtime can be switched off', async () => {
    const { shown } = await exported({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'runtime-node' });

    expect(shown).not.toContain('nodejs_eventloop');
  });
});

describe('S6e log lines', () => {
  it('are exported where that is asked for, each with its trace', async () => {
    const { receiver, logs, output } = await exported({ OTEL_LOGS_EXPORTER: 'otlp' });
    const { traceId, spanId } = spanNamed(receiver.spans(), 'POST /api/tasks');
    const line = /"body":\{"stringValue":"POST \/api\/tasks 201"\}[^\n]*?"traceId":"(\w+)","spanId":"(\w+)"/;

    expect(logs[0]?.headers['content-type']).toBe('application/json');
    expect(line.exec(logs.map(({ body }) => body).join('\n'))?.slice(1)).toEqual([traceId, spanId]);
    expect(output).toContain('"msg":"POST /api/tasks 201"');
  });

  it('are not otherwise, and have variables of their own', async () => {
    const own = await receiving();
    const { logs: unasked } = await exported({});
    const { logs } = await exported({
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${own.url}/own/logs`,
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-own=1',
    });

    expect([...unasked, ...logs]).toEqual([]);
    expect(own.others[0]).toMatchObject({
      path: '/own/logs',
      headers: { 'content-type': 'application/x-protobuf', 'x-own': '1' },
      body: expect.stringContaining('listening on'),
    });
  });

  it('go to the console too', async () => {
    const { output, logs } = await exported({ OTEL_LOGS_EXPORTER: 'console' });

    expect(output).toContain("body: 'POST /api/tasks 201'");
    expect(logs).toEqual([]);
  });
});
