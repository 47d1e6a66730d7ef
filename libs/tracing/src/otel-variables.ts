import { z } from 'zod';

/** A variable of the specification. */
export interface OtelVariable {
  readonly schema: z.ZodType;
  readonly default: string;
  readonly allowed: string;
  readonly meaning: string;
  readonly secret?: boolean;
}

const count = z.string().regex(/^\d{1,9}$/);
const positive = z.string().regex(/^[1-9]\d{0,8}$/);
const trueOrFalse = z.string().regex(/^(true|false)$/i);
export const url = z.url({ protocol: /^https?$/ });
export const protocol = z.enum(['http/json', 'http/protobuf', 'grpc']);
export const exporter = z.enum(['otlp', 'console', 'none']);
const pairs = z
  .string()
  .regex(/^\s*[^=,\s]+\s*=[^,]*(,\s*[^=,\s]+\s*=[^,]*)*,?\s*$/)
  .refine(isPercentEncoded);
export const names = z.string().regex(/^\s*[a-z\d-]+\s*(,\s*[a-z\d-]+\s*)*$/);
const propagators = z
  .string()
  .regex(/^\s*(tracecontext|baggage|b3|b3multi|none)\s*(,\s*(tracecontext|baggage|b3|b3multi)\s*)*$/);

const A_COUNT = 'a whole number';
const A_POSITIVE_COUNT = 'a whole number, more than 0';
const SOME_MILLISECONDS = 'milliseconds, more than 0';
const A_URL = 'an http:// or https:// URL';
const SOME_PAIRS = '`name=value` pairs, separated by commas';

/** Of one signal, where it is not as for all. */
const endpointOf = (signal: string): OtelVariable => ({
  schema: url,
  default: 'none',
  allowed: A_URL,
  meaning: `The same for ${signal}, with the path`,
});
const protocolOf = (signal: string): OtelVariable => ({
  schema: protocol,
  default: 'as OTEL_EXPORTER_OTLP_PROTOCOL',
  allowed: 'http/json, http/protobuf, grpc',
  meaning: `The same for ${signal}`,
});
const headersOf = (signal: string): OtelVariable => ({
  schema: pairs,
  default: 'none',
  allowed: SOME_PAIRS,
  meaning: `The same for ${signal}`,
  secret: true,
});
const timeoutOf = (signal: string): OtelVariable => ({
  schema: positive,
  default: 'as OTEL_EXPORTER_OTLP_TIMEOUT',
  allowed: SOME_MILLISECONDS,
  meaning: `The same for ${signal}`,
});

/** What OpenTelemetry's specification calls a variable, as far as this product obeys it. */
export const otelVariables = {
  OTEL_SDK_DISABLED: {
    schema: trueOrFalse,
    default: 'false',
    allowed: 'true, false',
    meaning: 'Run without spans and metrics',
  },
  OTEL_SERVICE_NAME: {
    schema: z.string(),
    default: 'clew-api',
    allowed: 'any text',
    meaning: '`service.name` of all that is exported',
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    schema: pairs,
    default: 'none',
    allowed: SOME_PAIRS,
    meaning: 'More attributes of the process, with all that is exported',
  },
  OTEL_TRACES_EXPORTER: {
    schema: exporter,
    default: '`otlp` where an endpoint is set, else `none`',
    allowed: 'otlp, console, none',
    meaning: 'Where spans go',
  },
  OTEL_METRICS_EXPORTER: {
    schema: exporter,
    default: '`otlp` where an endpoint is set, else `none`',
    allowed: 'otlp, console, none',
    meaning: 'Where metrics go; `/metrics` shows them in any case',
  },
  OTEL_LOGS_EXPORTER: {
    schema: exporter,
    default: 'none',
    allowed: 'otlp, console, none',
    meaning: 'Where log lines go beside the standard output',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: url,
    default: 'none: nothing is exported',
    allowed: A_URL,
    meaning: 'The Collector, without a path like `/v1/traces`',
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    schema: protocol,
    default: 'http/json',
    allowed: 'http/json, http/protobuf, grpc',
    meaning: 'How all is sent; gRPC has a port of its own, 4317',
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    schema: pairs,
    default: 'none',
    allowed: SOME_PAIRS,
    meaning: 'Headers of every export',
    secret: true,
  },
  OTEL_EXPORTER_OTLP_TIMEOUT: {
    schema: positive,
    default: '10000',
    allowed: SOME_MILLISECONDS,
    meaning: 'How long one export may take',
  },
  OTEL_EXPORTER_OTLP_COMPRESSION: {
    schema: z.enum(['none', 'gzip']),
    default: 'none',
    allowed: 'none, gzip',
    meaning: 'Compression of exports',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpointOf('traces'),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocolOf('traces'),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: headersOf('traces'),
  OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: timeoutOf('traces'),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpointOf('metrics'),
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: protocolOf('metrics'),
  OTEL_EXPORTER_OTLP_METRICS_HEADERS: headersOf('metrics'),
  OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: timeoutOf('metrics'),
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: endpointOf('logs'),
  OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: protocolOf('logs'),
  OTEL_EXPORTER_OTLP_LOGS_HEADERS: headersOf('logs'),
  OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: timeoutOf('logs'),
  OTEL_METRIC_EXPORT_INTERVAL: {
    schema: positive,
    default: '60000',
    allowed: SOME_MILLISECONDS,
    meaning: 'How often metrics are exported',
  },
  OTEL_METRIC_EXPORT_TIMEOUT: {
    schema: positive,
    default: '30000',
    allowed: SOME_MILLISECONDS,
    meaning: 'When an export of metrics is given up',
  },
  OTEL_TRACES_SAMPLER: {
    schema: z.enum([
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ]),
    default: 'parentbased_always_on',
    allowed:
      'always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio',
    meaning: 'Which traces are recorded',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    schema: z.string().regex(/^(0|1|0?\.\d+|1\.0+|0\.0*)$/),
    default: '1',
    allowed: 'a number from 0 to 1',
    meaning: 'The share that `traceidratio` records',
  },
  OTEL_BSP_SCHEDULE_DELAY: {
    schema: positive,
    default: '5000',
    allowed: SOME_MILLISECONDS,
    meaning: 'The longest wait before an export',
  },
  OTEL_BSP_EXPORT_TIMEOUT: {
    schema: positive,
    default: '30000',
    allowed: SOME_MILLISECONDS,
    meaning: 'When an export is given up',
  },
  OTEL_BSP_MAX_QUEUE_SIZE: {
    schema: positive,
    default: '16384',
    allowed: A_POSITIVE_COUNT,
    meaning: 'Spans that may wait; more are dropped',
  },
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: {
    schema: positive,
    default: '512',
    allowed: A_POSITIVE_COUNT,
    meaning: 'Spans in one export',
  },
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: {
    schema: count,
    default: '128',
    allowed: A_COUNT,
    meaning: 'Attributes a span keeps',
  },
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    schema: positive,
    default: 'none',
    allowed: A_POSITIVE_COUNT,
    meaning: 'Characters a value keeps',
  },
  OTEL_SPAN_EVENT_COUNT_LIMIT: { schema: count, default: '128', allowed: A_COUNT, meaning: 'Events a span keeps' },
  OTEL_SPAN_LINK_COUNT_LIMIT: { schema: count, default: '128', allowed: A_COUNT, meaning: 'Links a span keeps' },
  OTEL_PROPAGATORS: {
    schema: propagators,
    default: 'tracecontext,baggage',
    allowed: 'tracecontext, baggage, b3, b3multi (several with commas) or none',
    meaning: 'Headers that carry the trace from and to other services',
  },
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: {
    schema: names,
    default: 'none',
    allowed: 'mongodb, ioredis, undici, or more names with commas',
    meaning: 'Libraries whose calls are not drawn',
  },
  OTEL_LOG_LEVEL: {
    schema: z.enum(['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all']),
    default: 'warn',
    allowed: 'none, error, warn, info, debug, verbose, all',
    meaning: "What the SDK says about itself in the application's log",
  },
} as const satisfies Record<string, OtelVariable>;

/** What cannot be decoded would throw inside the SDK. */
function isPercentEncoded(value: string): boolean {
  try {
    decodeURIComponent(value);
    return true;
  } catch {
    return false;
  }
}
