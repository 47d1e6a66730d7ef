import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { clewClient } from '#libs/client';
import { freePort, until } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { describeWithCollector, type SeenSpan } from '#testing/tracing';
import { namesIn, type Query, shippedQueries } from '../../../tools/testing/queries.js';
import { ApiProcess, killApiProcesses } from './api-process.js';

const folder = new TemporaryFolder();
afterAll(async () => {
  killApiProcesses();
  await folder.remove();
});

/** What Loki makes of a line, beside its fields. */
const LABELS_OF_LINES = ['service_name', 'severity_text', 'trace_id', 'span_id'];
const OF_THE_PROCESS = /^(process|nodejs|v8js|target)_/;
/** Of a log line, and a value of a label. */
const NO_METRICS = new Set(['duration_ms', 'queue_full']);
/** A trace that is kept: its id ends in its sampling bucket. */
const inTrace = () => ({ traceparent: `00-${randomBytes(12).toString('hex')}00000001-00f067aa0ba902b7-01` });

describeWithCollector(
  'dashboards, alerts, links and pages',
  (collector) => {
    let metrics: ReadonlyMap<string, ReadonlySet<string>>;
    let shown: ReadonlyMap<string, unknown>;
    let spans: readonly SeenSpan[];
    beforeAll(async () => {
      const api = await startAll(collector().httpPort);
      await doWork(api);
      const isThere = ({ text }: Query, have: ReadonlyMap<string, unknown>) =>
        namesIn({ where: '', language: 'promql', text }).metrics.every((name) => have.has(name));
      const asked = shippedQueries().filter(({ language }) => language === 'promql');
      await until(
        async () => {
          metrics = metricsIn(await collector().metrics());
          return asked.every((query) => isThere(query, metrics));
        },
        'every metric behind the Collector',
        20_000,
        // Which one is missing, the first test says.
      ).catch(() => {});
      // Of the last request: what was sent before it is decided before it.
      const isLast = ({ events }: SeenSpan) => events.some(({ name }) => name === 'task.status.updated.v1');
      await until(() => collector().kept.some(isLast), 'the last trace', 20_000);
      spans = collector().kept;
      shown = metricsIn(await (await fetch(`${api}/metrics`)).text());
    }, 120_000);

    it('ask for metrics that the services send, by labels that those have', () => {
      for (const query of shippedQueries().filter(({ language }) => language === 'promql')) {
        const { metrics: asked, labels } = namesIn(query);
        const have = new Set(asked.flatMap((name) => [...(metrics.get(name) ?? [])]));
        expect([query.where, asked.filter((name) => !metrics.has(name))]).toEqual([query.where, []]);
        expect([query.where, labels.filter((label) => !have.has(label))]).toEqual([query.where, []]);
      }
    });

    it('metrics have one name, shown by the service or passed on by the Collector', () => {
      expect([...shown.keys()].filter((name) => !metrics.has(name))).toEqual([]);
      expect(shown.size).toBeGreaterThan(30);
    });

    it('docs/metrics.md names the metrics that there are', () => {
      const page = readFileSync(fileURLToPath(new URL('../../../docs/metrics.md', import.meta.url)), 'utf8');
      const named = [...page.matchAll(/`((?:[a-z]+_)+[a-z0-9]+)`/g)].map(([, name = '']) => name);
      const labels = new Set([...metrics.values()].flatMap((of) => [...of]));
      const families = new Set([...metrics.keys()].map((name) => name.replace(/_(bucket|count|sum)$/, '')));
      const own = [...families].filter((name) => !OF_THE_PROCESS.test(name));

      expect(own.filter((name) => !named.includes(name))).toEqual([]);
      const known = (name: string) => families.has(name) || labels.has(name) || NO_METRICS.has(name);
      expect(named.filter((name) => !known(name))).toEqual([]);
    });

    it('ask for attributes, spans and events that are in traces', () => {
      const attributes = new Set(spans.flatMap(attributesOf));
      const names = new Set(spans.map(({ name }) => name));
      const events = new Set(spans.flatMap((span) => span.events.map(({ name }) => name)));
      for (const query of shippedQueries().filter(({ language }) => language === 'traceql')) {
        const asked = namesIn(query);
        expect([query.text, asked.attributes.filter((name) => !attributes.has(name))]).toEqual([query.text, []]);
        expect([query.text, asked.spans.filter((name) => !names.has(name))]).toEqual([query.text, []]);
        expect([query.text, asked.events.filter((name) => !events.has(name))]).toEqual([query.text, []]);
      }
    });

    it('ask for log lines by what they have', async () => {
      await until(() => collector().keptLogs.includes('POST /api/tasks 201'), 'log lines behind the Collector');
      expect(collector().keptLogs).toMatch(/"severityText":"INFO","body":\{"stringValue":"POST \/api\/tasks 201"\}/);
      expect(collector().keptLogs).toMatch(/"traceId":"[0-9a-f]{32}","spanId":"[0-9a-f]{16}"/);
      const fields = [...collector().keptLogs.matchAll(/"key":"(\w+)"/g)].map(([, field = '']) => field);
      const labels = new Set([...LABELS_OF_LINES, ...fields]);
      for (const query of shippedQueries().filter(({ language }) => language === 'logql')) {
        expect([query.where, namesIn(query).labels.filter((label) => !labels.has(label))]).toEqual([query.where, []]);
      }
    });
  },
  { shipped: true },
);

/** @returns the address of the API, behind which all is in place */
async function startAll(collectorPort: number): Promise<string> {
  const sent = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collectorPort}`,
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_METRIC_EXPORT_INTERVAL: '200',
    OTEL_METRIC_EXPORT_TIMEOUT: '200',
    OTEL_LOGS_EXPORTER: 'otlp',
    TRACING_DETAIL: 'full',
  };
  const port = String(await freePort());
  await ApiProcess.start({
    program: 'notifications',
    environment: { ...sent, PORT: port, NOTIFICATIONS_FILE: folder.file() },
  });
  // Another one, whose queue is too short.
  const losing = await ApiProcess.start({
    environment: { ...sent, PORT: '0', DATABASE_URL: 'memory:', OTEL_BSP_MAX_QUEUE_SIZE: '1' },
  });
  await clewClient({ baseUrl: losing.url }).POST('/api/tasks', { body: { title: 'A' } });
  const api = await ApiProcess.start({
    environment: {
      ...sent,
      PORT: '0',
      DATABASE_URL: `sqlite:${folder.file()}`,
      NOTIFICATIONS_URL: `http://127.0.0.1:${port}`,
    },
  });
  await api.publishes();
  return api.url;
}

/** What makes every span, event and metric that is asked for. */
async function doWork(url: string): Promise<void> {
  const client = clewClient({ baseUrl: url });
  const create = async (body: { title: string }) => {
    const { data } = await client.POST('/api/tasks', { body, headers: inTrace() });
    return { path: { id: data?.id ?? '' } };
  };
  await create({ title: '' });
  const params = await create({ title: 'A' });
  await client.GET('/api/tasks', { params: { query: { department: 'sales' } }, headers: inTrace() });
  const race = Array.from({ length: 20 }, (_, n) =>
    client.PATCH('/api/tasks/{id}', { params, body: { title: `${n}` }, headers: inTrace() }),
  );
  await Promise.all(race);
  await client.PATCH('/api/tasks/{id}', { params, body: { status: 'completed' }, headers: inTrace() });
}

/** Metrics with their labels, in the text format of Prometheus. */
function metricsIn(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const metrics = new Map<string, Set<string>>();
  for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? /gm)) {
    const known = metrics.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    metrics.set(name, known);
  }
  return metrics;
}

function attributesOf({ attributes, resource, events }: SeenSpan): string[] {
  return [
    ...Object.keys(attributes).map((name) => `span.${name}`),
    ...Object.keys(resource).map((name) => `resource.${name}`),
    ...events.flatMap((event) => Object.keys(event.attributes).map((name) => `event.${name}`)),
  ];
}
