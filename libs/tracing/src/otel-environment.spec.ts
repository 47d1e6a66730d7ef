import { describe, expect, it } from '@jest/globals';
import { otelVariables } from '#libs/tracing';
import { dropWrongValues, exportSettings, isInstrumented } from './otel-environment.js';

type Name = keyof typeof otelVariables;

const values: Readonly<Record<Name, { readonly right: readonly string[]; readonly wrong: readonly string[] }>> = {
  OTEL_SDK_DISABLED: { right: ['true', 'false', 'TRUE'], wrong: ['1', 'yes'] },
  OTEL_SERVICE_NAME: { right: ['orders', 'näme 1'], wrong: [] },
  OTEL_RESOURCE_ATTRIBUTES: { right: ['team=blue', 'a=1, b=%20x,'], wrong: ['team', 'a=1,b', 'a=%zz'] },
  OTEL_TRACES_EXPORTER: { right: ['otlp', 'console', 'none'], wrong: ['jaeger', 'otlp,console'] },
  OTEL_METRICS_EXPORTER: { right: ['otlp', 'console', 'none'], wrong: ['prometheus', 'otlp,console'] },
  OTEL_LOGS_EXPORTER: { right: ['otlp', 'console', 'none'], wrong: ['stdout', 'otlp,console'] },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    right: ['http://localhost:4318', 'https://a.b/c'],
    wrong: ['localhost:4318', 'grpc://a'],
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: { right: ['http://localhost:4318/v1/traces'], wrong: ['/v1/traces'] },
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: { right: ['http://localhost:4318/v1/metrics'], wrong: ['/v1/metrics'] },
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: { right: ['http://localhost:4318/v1/logs'], wrong: ['/v1/logs'] },
  OTEL_EXPORTER_OTLP_PROTOCOL: { right: ['http/json', 'http/protobuf', 'grpc'], wrong: ['http', 'json'] },
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: { right: ['http/json', 'http/protobuf', 'grpc'], wrong: ['http', 'json'] },
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: { right: ['http/json', 'http/protobuf', 'grpc'], wrong: ['http', 'json'] },
  OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: { right: ['http/json', 'http/protobuf', 'grpc'], wrong: ['http', 'json'] },
  OTEL_EXPORTER_OTLP_HEADERS: { right: ['a=1', 'a=1,b=2'], wrong: ['a', 'a=1,=2'] },
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: { right: ['a=1', 'a=1,b=2'], wrong: ['a', 'a=1,=2'] },
  OTEL_EXPORTER_OTLP_METRICS_HEADERS: { right: ['a=1', 'a=1,b=2'], wrong: ['a', 'a=1,=2'] },
  OTEL_EXPORTER_OTLP_LOGS_HEADERS: { right: ['a=1', 'a=1,b=2'], wrong: ['a', 'a=1,=2'] },
  OTEL_EXPORTER_OTLP_TIMEOUT: { right: ['1', '30000'], wrong: ['0', '-1', '1s', '1.5'] },
  OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: { right: ['1', '30000'], wrong: ['0', '-1', '1s', '1.5'] },
  OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: { right: ['1', '30000'], wrong: ['0', '-1', '1s', '1.5'] },
  OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: { right: ['1', '30000'], wrong: ['0', '-1', '1s', '1.5'] },
  OTEL_EXPORTER_OTLP_COMPRESSION: { right: ['none', 'gzip'], wrong: ['zip'] },
  OTEL_METRIC_EXPORT_INTERVAL: { right: ['1', '60000'], wrong: ['0', '1m'] },
  OTEL_METRIC_EXPORT_TIMEOUT: { right: ['1', '30000'], wrong: ['0', '1m'] },
  OTEL_TRACES_SAMPLER: { right: ['always_on', 'parentbased_traceidratio'], wrong: ['sometimes', 'ratio'] },
  OTEL_TRACES_SAMPLER_ARG: { right: ['0', '1', '0.1', '.5', '1.0'], wrong: ['1.1', '-0.1', '10%'] },
  OTEL_BSP_SCHEDULE_DELAY: { right: ['1', '5000'], wrong: ['0', 'soon'] },
  OTEL_BSP_EXPORT_TIMEOUT: { right: ['1', '5000'], wrong: ['0', 'soon'] },
  OTEL_BSP_MAX_QUEUE_SIZE: { right: ['1', '5000'], wrong: ['0', 'many'] },
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: { right: ['1', '5000'], wrong: ['0', 'many'] },
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: { right: ['0', '10'], wrong: ['-1', 'few'] },
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: { right: ['1', '10'], wrong: ['0', '-1', 'short'] },
  OTEL_SPAN_EVENT_COUNT_LIMIT: { right: ['0', '10'], wrong: ['-1', 'few'] },
  OTEL_SPAN_LINK_COUNT_LIMIT: { right: ['0', '10'], wrong: ['-1', 'few'] },
  OTEL_PROPAGATORS: { right: ['tracecontext', 'b3, baggage', 'none'], wrong: ['jaeger', 'tracecontext,xray'] },
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: { right: ['mongodb', 'fs, mongodb'], wrong: ['mongodb;fs', 'mongodb,,fs'] },
  OTEL_LOG_LEVEL: { right: ['none', 'debug', 'all'], wrong: ['trace', 'WARNING'] },
};

function dropped(environment: Record<string, string | undefined>): string[] {
  const warnings: string[] = [];
  dropWrongValues(environment, (warning) => warnings.push(warning));
  return warnings;
}

describe.each(Object.entries(values))('S6e %s', (name, { right, wrong }) => {
  it('takes what its specification allows, and an empty value as none', () => {
    for (const value of [...right, '']) {
      const environment = { [name]: value };
      expect([value, dropped(environment)]).toEqual([value, []]);
      expect(environment).toEqual({ [name]: value });
    }
  });

  it('falls back to its default for anything else, with one warning that says what is allowed', () => {
    for (const value of wrong) {
      const environment = { [name]: value, PORT: 'eighty' };
      const { allowed } = otelVariables[name as Name];
      expect(dropped(environment)).toEqual([expect.stringMatching(new RegExp(`^${name}\\b.* is not allowed`))]);
      expect(dropped({ [name]: value })[0]).toContain(`Allowed: ${allowed}.`);
      expect(environment).toEqual({ PORT: 'eighty' });
    }
  });
});

it('a warning shows the value, but of headers and addresses, which may hold a secret', () => {
  expect(dropped({ OTEL_TRACES_SAMPLER: 'sesame' })[0]).toContain('OTEL_TRACES_SAMPLER="sesame"');
  const secret = [
    'OTEL_EXPORTER_OTLP_HEADERS',
    'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  ];
  for (const name of secret) expect(dropped({ [name]: 'ftp:sesame' })[0]).not.toContain('sesame');
});

describe('where spans go', () => {
  const ENDPOINT = 'http://localhost:4318';

  it.each([
    ['without an endpoint nowhere', {}, { exporter: 'none', endpoint: false }],
    ['with an endpoint there', { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT }, { exporter: 'otlp', endpoint: true }],
    [
      'also with one for traces',
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ENDPOINT },
      { exporter: 'otlp', endpoint: true },
    ],
    ['where it is said', { OTEL_TRACES_EXPORTER: 'console' }, { exporter: 'console', endpoint: false }],
    [
      'nowhere in spite of an endpoint',
      { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT },
      { exporter: 'none', endpoint: true },
    ],
    ['to the default endpoint by name', { OTEL_TRACES_EXPORTER: 'otlp' }, { exporter: 'otlp', endpoint: false }],
  ])('%s', (_words, environment, settings) => {
    expect(exportSettings(environment)).toEqual({ ...settings, protocol: 'http/json' });
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }, 'http/protobuf'],
    [{ OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' }, 'http/protobuf'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' }, 'http/json'],
  ])('by %j as %s', (environment, protocol) => {
    expect(exportSettings(environment).protocol).toBe(protocol);
  });
});

describe('the calls of a library are drawn', () => {
  const disabled = (names: string) => ({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: names });

  it.each([
    ['as long as nothing is said', {}, true],
    ['where others are switched off', disabled('fs,mongodb-atlas'), true],
    ['where the value is none', disabled('mongodb;fs'), true],
    ['unless it is named', disabled('mongodb'), false],
    ['unless it is named among others', disabled('fs, mongodb'), false],
    ['unless the whole SDK is switched off', { OTEL_SDK_DISABLED: 'true' }, false],
  ])('%s', (_words, environment, drawn) => {
    expect(isInstrumented(environment, 'mongodb')).toBe(drawn);
  });
});
