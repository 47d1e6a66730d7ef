import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { OtlpReceiver, spanNamed, treeOf } from '#testing/tracing';
import { ApiProcess, killApiProcesses } from './api-process.js';

const open: OtlpReceiver[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.stop()));
});
afterAll(() => killApiProcesses());

const CALLER = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-7d2ea792e2df6a01-01' };
const B3 = { b3: '4bf92f3577b34da6a3ce929d0e0e4736-7d2ea792e2df6a01-1' };

async function receiving(options: { silent?: boolean } = {}): Promise<OtlpReceiver> {
  const receiver = await OtlpReceiver.start(options);
  open.push(receiver);
  return receiver;
}

const start = (environment: Readonly<Record<string, string>>) =>
  ApiProcess.start({ environment: { PORT: '0', DATABASE_URL: 'memory:', ...environment } });

function create(api: ApiProcess, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${api.url}/api/tasks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ title: 'Implement feature X', priority: 'high' }),
  });
}

/** What a receiver has when the API made one task under these variables and ended. */
async function exported(environment: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) {
  const receiver = await receiving();
  const api = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...environment });
  const response = await create(api, headers);
  expect(response.status).toBe(201);
  expect(await api.stop()).toBe(0);
  return { receiver, spans: receiver.spans(), response, output: api.output };
}

describe('export', () => {
  it('is JSON to /v1/traces as long as nothing else is said, with the whole trace (EX1)', async () => {
    const { receiver, spans } = await exported({});
    const { traceId } = spanNamed(spans, 'POST /api/tasks');

    expect(receiver.exports[0]).toMatchObject({ path: '/v1/traces', headers: { 'content-type': 'application/json' } });
    expect(treeOf(spans.filter((span) => span.traceId === traceId))).toEqual([
      'POST /api/tasks SERVER ● read_model_applied',
      '  create_task OK ● task.created.v1',
      '    create_task_entity OK ● creating_task_entity ● task_entity_created',
      '      validate_input OK',
      '      create_domain_object OK',
      '    event_store.append PRODUCER OK',
      '      serialize_task OK',
      '      insert commits CLIENT',
      '      publish_domain_events OK',
    ]);
    expect(spans[0]?.resource).toMatchObject({
      'service.name': 'clew-api',
      'service.version': expect.stringMatching(/^\d+\.\d+\.\d+$/),
      'service.instance.id': expect.any(String),
      'deployment.environment.name': 'development',
    });
  });

  it('follows protocol, headers, compression, name and attributes', async () => {
    const { receiver, spans } = await exported({
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=sesame',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_SERVICE_NAME: 'orders',
      OTEL_RESOURCE_ATTRIBUTES: 'team=blue',
      NODE_ENV: 'production',
    });

    expect(receiver.exports[0]?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      'x-key': 'sesame',
    });
    expect(spans[0]?.resource).toMatchObject({
      'service.name': 'orders',
      team: 'blue',
      'deployment.environment.name': 'production',
    });
  });

  it('of traces has variables of its own', async () => {
    const receiver = await receiving();
    const { receiver: passedOver } = await exported({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/own/path`,
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-own=1',
    });

    expect(passedOver.exports).toEqual([]);
    expect(receiver.exports[0]).toMatchObject({
      path: '/own/path',
      headers: { 'content-type': 'application/x-protobuf', 'x-own': '1' },
    });
  });

  it('comes in batches as large and as often as is said', async () => {
    const receiver = await receiving();
    const api = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2',
      OTEL_BSP_SCHEDULE_DELAY: '1',
    });
    await create(api);
    await api.stop();

    expect(Math.max(...receiver.exports.map(({ spans }) => spans.length))).toBe(2);
  });

  it('drops what the queue does not hold', async () => {
    const { spans } = await exported({ OTEL_BSP_MAX_QUEUE_SIZE: '3', OTEL_BSP_SCHEDULE_DELAY: '60000' });

    expect(spans.length).toBeLessThan(9);
  });

  it('goes to the console, or nowhere with ids all the same', async () => {
    const console = await exported({ OTEL_TRACES_EXPORTER: 'console' });
    const none = await exported({ OTEL_TRACES_EXPORTER: 'none' });

    expect(console.output).toContain("name: 'create_task'");
    expect([...console.spans, ...none.spans]).toEqual([]);
    expect(none.response.headers.get('traceresponse')).toMatch(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});

describe('sampling', () => {
  it.each([
    ['always_on', {}, {}, true],
    ['always_off', {}, CALLER, false],
    ['traceidratio', { OTEL_TRACES_SAMPLER_ARG: '0' }, CALLER, false],
    ['traceidratio', { OTEL_TRACES_SAMPLER_ARG: '1' }, {}, true],
    ['parentbased_always_off', {}, {}, false],
    ['parentbased_always_off', {}, CALLER, true],
    ['parentbased_traceidratio', { OTEL_TRACES_SAMPLER_ARG: '0' }, {}, false],
  ])('by %s %j for a caller %j: %s', async (sampler, argument, headers, recorded) => {
    const { spans, response } = await exported({ OTEL_TRACES_SAMPLER: sampler, ...argument }, headers);

    expect(spans.some(({ name }) => name === 'create_task')).toBe(recorded);
    expect(response.headers.get('traceresponse')).toMatch(recorded ? /-01$/ : /-00$/);
  });
});

it('limits cut values, attributes and events', async () => {
  const { spans } = await exported({
    OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '4',
    OTEL_SPAN_EVENT_COUNT_LIMIT: '1',
  });
  const { spans: few } = await exported({ OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '2', OTEL_SPAN_LINK_COUNT_LIMIT: '0' });

  expect(spanNamed(spans, 'create_task').attributes['cqrs.operation']).toBe('comm');
  expect(spanNamed(spans, 'create_task_entity').events.map(({ name }) => name)).toEqual(['task_entity_created']);
  expect(Object.keys(spanNamed(few, 'create_task').attributes)).toHaveLength(2);
  expect(spanNamed(few, 'projection.tasks').links).toEqual([]);
});

it('propagators say which headers carry the trace (K-5)', async () => {
  const w3c = await exported({}, CALLER);
  const b3 = await exported({ OTEL_PROPAGATORS: 'b3' }, B3);
  const none = await exported({ OTEL_PROPAGATORS: 'none' }, { ...CALLER, ...B3 });
  const parentOf = ({ spans }: { spans: Awaited<ReturnType<typeof exported>>['spans'] }) =>
    spanNamed(spans, 'POST /api/tasks').parentSpanId;

  expect([w3c, b3, none].map(parentOf)).toEqual(['7d2ea792e2df6a01', '7d2ea792e2df6a01', undefined]);
});

it('a disabled SDK leaves everything else as it is', async () => {
  const { spans, response, output } = await exported({ OTEL_SDK_DISABLED: 'true' });

  expect(spans).toEqual([]);
  expect(response.headers.get('traceresponse')).toBeNull();
  expect(output).not.toMatch(/"level":(40|50|60)/);
});

it('wrong values are named once each, and the defaults hold', async () => {
  const { receiver, output } = await exported({
    OTEL_EXPORTER_OTLP_PROTOCOL: 'carrier-pigeon',
    OTEL_EXPORTER_OTLP_TIMEOUT: 'soon',
    OTEL_EXPORTER_OTLP_HEADERS: 'secret sesame',
    OTEL_TRACES_SAMPLER: 'sometimes',
    OTEL_BSP_SCHEDULE_DELAY: '-1',
  });

  expect(receiver.exports[0]?.headers['content-type']).toBe('application/json');
  for (const name of ['PROTOCOL', 'TIMEOUT', 'HEADERS', 'SAMPLER', 'SCHEDULE_DELAY']) {
    expect(output.match(new RegExp(`OTEL_\\w*${name}\\W[^\\n]*is not allowed`, 'g'))).toHaveLength(1);
  }
  expect(output).not.toContain('sesame');
});

describe('a Collector that', () => {
  it('is not there costs no request, and is told of once', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    holder.close();
    await once(holder, 'close');
    const api = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '100',
      OTEL_BSP_SCHEDULE_DELAY: '1',
    });

    await create(api);
    await api.printed('ECONNREFUSED');
    expect((await create(api)).status).toBe(201);
    expect(await api.stop()).toBe(0);
    expect(api.output.match(/OpenTelemetry: [^\n]*ECONNREFUSED/g)?.length).toBeLessThanOrEqual(2);
  });

  it('never answers costs no request and does not hold the end up', async () => {
    const receiver = await receiving({ silent: true });
    const api = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '1' });

    await create(api);
    expect((await create(api)).status).toBe(201);
    expect(await api.stop()).toBe(0);
    expect(api.output).toContain('what was recorded last could not be exported in time');
  });

  it('never answers is given up after the time-outs that are set', async () => {
    const receiver = await receiving({ silent: true });
    const soon = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '1' };
    for (const name of ['OTEL_EXPORTER_OTLP_TIMEOUT', 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', 'OTEL_BSP_EXPORT_TIMEOUT']) {
      const api = await start({ ...soon, [name]: '50' });
      await create(api);
      await api.printed('OpenTelemetry: ');
      api.signal('SIGKILL');
      expect(await api.ended()).toBe('SIGKILL');
    }
  });
});

it('what the SDK says of itself goes into the log as loud as is asked for', async () => {
  const quiet = await exported({ OTEL_LOG_LEVEL: 'error', LOG_LEVEL: 'debug' });
  const loud = await exported({ OTEL_LOG_LEVEL: 'debug', LOG_LEVEL: 'debug' });

  expect(quiet.output).not.toContain('OpenTelemetry: ');
  expect(loud.output).toContain('OpenTelemetry: ');
});
