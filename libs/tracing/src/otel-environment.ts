import { z } from 'zod';

const count = z.string().regex(/^\d{1,9}$/);
const positive = z.string().regex(/^[1-9]\d{0,8}$/);
const trueOrFalse = z.string().regex(/^(true|false)$/i);
const url = z.url({ protocol: /^https?$/ });
const protocol = z.enum(['http/json', 'http/protobuf', 'grpc']);
const pairs = z
  .string()
  .regex(/^\s*[^=,\s]+\s*=[^,]*(,\s*[^=,\s]+\s*=[^,]*)*,?\s*$/)
  .refine(isPercentEncoded);
const names = z.string().regex(/^\s*[a-z\d-]+\s*(,\s*[a-z\d-]+\s*)*$/);
const propagators = z
  .string()
  .regex(/^\s*(tracecontext|baggage|b3|b3multi|none)\s*(,\s*(tracecontext|baggage|b3|b3multi)\s*)*$/);

const A_COUNT = 'a whole number';
const A_POSITIVE_COUNT = 'a whole number, more than 0';
const SOME_MILLISECONDS = 'milliseconds, more than 0';
const A_URL = 'an http:// or https:// URL';
const SOME_PAIRS = '`name=value` pairs, separated by commas';

/** What OpenTelemetry's specification calls a variable, as far as this product obeys it. */
export const otelVariables = {
  OTEL_SDK_DISABLED: { schema: trueOrFalse, default: 'false', allowed: 'true, false', meaning: 'Run without spans' },
  OTEL_SERVICE_NAME: {
    schema: z.string(),
    default: 'clew-api',
    allowed: 'any text',
    meaning: '`service.name` of every span',
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    schema: pairs,
    default: 'none',
    allowed: SOME_PAIRS,
    meaning: 'More attributes of the process, on every span',
  },
  OTEL_TRACES_EXPORTER: {
    schema: z.enum(['otlp', 'console', 'none']),
    default: '`otlp` where an endpoint is set, else `none`',
    allowed: 'otlp, console, none',
    meaning: 'Where spans go',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: url,
    default: 'none: nothing is exported',
    allowed: A_URL,
    meaning: 'The Collector, without the path `/v1/traces`',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    schema: url,
    default: 'none',
    allowed: A_URL,
    meaning: 'The same for traces, with the path',
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    schema: protocol,
    default: 'http/json',
    allowed: 'http/json, http/protobuf, grpc',
    meaning: 'How spans are sent; gRPC has a port of its own, 4317',
  },
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: {
    schema: protocol,
    default: 'as OTEL_EXPORTER_OTLP_PROTOCOL',
    allowed: 'http/json, http/protobuf, grpc',
    meaning: 'The same for traces',
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    schema: pairs,
    default: 'none',
    allowed: SOME_PAIRS,
    meaning: 'Headers of every export',
    secret: true,
  },
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: {
    schema: pairs,
    default: 'none',
    allowed: SOME_PAIRS,
    meaning: 'The same for traces',
    secret: true,
  },
  OTEL_EXPORTER_OTLP_TIMEOUT: {
    schema: positive,
    default: '10000',
    allowed: SOME_MILLISECONDS,
    meaning: 'How long one export may take',
  },
  OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: {
    schema: positive,
    default: 'as OTEL_EXPORTER_OTLP_TIMEOUT',
    allowed: SOME_MILLISECONDS,
    meaning: 'The same for traces',
  },
  OTEL_EXPORTER_OTLP_COMPRESSION: {
    schema: z.enum(['none', 'gzip']),
    default: 'none',
    allowed: 'none, gzip',
    meaning: 'Compression of exports',
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

interface OtelVariable {
  readonly schema: z.ZodType;
  readonly default: string;
  readonly allowed: string;
  readonly meaning: string;
  readonly secret?: boolean;
}

type Environment = Record<string, string | undefined>;

/**
 * Takes wrong values out of the environment, a warning each: the SDK and its exporters read the same variables, and so
 * all of them fall back to the defaults.
 */
export function dropWrongValues(environment: Environment, warn: (message: string) => void): void {
  for (const [name, { schema, allowed, secret }] of Object.entries<OtelVariable>(otelVariables)) {
    const value = environment[name];
    if (!value || schema.safeParse(value).success) continue;
    delete environment[name];
    warn(`${name}${secret || schema === url ? '' : `="${value}"`} is not allowed and is ignored. Allowed: ${allowed}.`);
  }
}

/** Where spans go, and how. */
export interface ExportSettings {
  readonly exporter: 'otlp' | 'console' | 'none';
  readonly protocol: z.output<typeof protocol>;
  /** Whether somebody said where. */
  readonly endpoint: boolean;
}

/** Call it after {@link dropWrongValues}. Without an endpoint nothing is exported, unless it is asked for by name. */
export function exportSettings(environment: Environment): ExportSettings {
  const endpoint = environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || environment.OTEL_EXPORTER_OTLP_ENDPOINT;
  const exporter = environment.OTEL_TRACES_EXPORTER || (endpoint ? 'otlp' : 'none');
  const sentAs = environment.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || environment.OTEL_EXPORTER_OTLP_PROTOCOL;
  return {
    exporter: exporter as ExportSettings['exporter'],
    protocol: sentAs === 'http/protobuf' || sentAs === 'grpc' ? sentAs : 'http/json',
    endpoint: Boolean(endpoint),
  };
}

/** Whether the calls of a library are to be drawn, also before {@link dropWrongValues}. */
export function isInstrumented(environment: Environment, library: string): boolean {
  const { data: disabled = '' } = names.safeParse(environment.OTEL_NODE_DISABLED_INSTRUMENTATIONS);
  return !isDisabled(environment) && !disabled.split(',').some((name) => name.trim() === library);
}

export function isDisabled(environment: Environment): boolean {
  return environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true';
}

/** What cannot be decoded would throw inside the SDK. */
function isPercentEncoded(value: string): boolean {
  try {
    decodeURIComponent(value);
    return true;
  } catch {
    return false;
  }
}
