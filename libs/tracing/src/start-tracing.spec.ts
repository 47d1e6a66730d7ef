import { afterEach, describe, expect, it } from '@jest/globals';
import { context, diag, logs, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { startTracing } from '#libs/tracing';

const ENDPOINT = 'http://127.0.0.1:9';
const before = { ...process.env };
afterEach(() => {
  for (const api of [trace, context, propagation, logs, diag]) api.disable();
  process.env = { ...before };
});

/** What is logged and printed while one request is traced under these variables. */
function seenWith(environment: Readonly<Record<string, string>>) {
  for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name];
  // An export that is still to come would come when the spec is over.
  Object.assign(process.env, { OTEL_BSP_SCHEDULE_DELAY: '999999999' }, environment);
  const logged: string[] = [];
  const printed: string[] = [];
  const at = (level: string) => (message: string) => void logged.push(`${level} ${message}`);
  startTracing({
    serviceName: 'clew-api',
    environment: 'test',
    olderNames: true,
    log: { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') },
    print: (tree) => printed.push(tree),
  });
  const span = trace.getTracer('spec').startSpan('GET /api/tasks', { kind: SpanKind.SERVER }, ROOT_CONTEXT);
  span.end();
  return { logged, printed, recorded: trace.isSpanContextValid(span.spanContext()) };
}

describe('without an endpoint', () => {
  it('nothing is exported, which is said once, and each request is a tree', () => {
    const { logged, printed, recorded } = seenWith({});

    expect(logged).toEqual(['info traces are not exported: OTEL_EXPORTER_OTLP_ENDPOINT is not set']);
    expect(printed).toEqual([expect.stringMatching(/^GET \/api\/tasks /)]);
    expect(recorded).toBe(true);
  });

  it('who says so himself need not be told', () => {
    const { logged, printed } = seenWith({ OTEL_TRACES_EXPORTER: 'none' });

    expect(logged).toEqual([]);
    expect(printed).toHaveLength(1);
  });
});

it.each([{}, { OTEL_TRACES_EXPORTER: 'none' }, { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }])(
  'with an endpoint there is no tree, also with %j',
  (more) => {
    const { logged, printed, recorded } = seenWith({ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, ...more });

    expect([logged, printed]).toEqual([[], []]);
    expect(recorded).toBe(true);
  },
);

it('a disabled SDK does nothing, and says nothing', () => {
  expect(seenWith({ OTEL_SDK_DISABLED: 'TRUE' })).toEqual({ logged: [], printed: [], recorded: false });
});

it('a wrong value is one warning, also of a sampler’s share', () => {
  const { logged } = seenWith({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: 'ten' });

  expect(logged.filter((line) => !line.startsWith('info'))).toEqual([
    'warn OpenTelemetry: OTEL_TRACES_SAMPLER_ARG="ten" is not allowed and is ignored. Allowed: a number from 0 to 1.',
  ]);
});
