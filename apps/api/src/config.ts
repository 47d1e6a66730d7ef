import { readVariables, type Variable } from '#libs/configuration';
import { z } from 'zod';
import { httpVariables } from './http-variables.js';
import { identityVariables, isLoopback } from './identity-variables.js';
import { serviceVariables } from './service-variables.js';

const onOff = z.enum(['on', 'off']);

/** Every variable of our own with its rule; the OTEL_* family is the tracing lib's. */
export const variables = {
  HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    allowed: 'an address or host name of this machine',
    meaning: 'Address to listen on',
  },
  PORT: {
    schema: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.int().max(65_535))
      .default(8080),
    allowed: 'a whole number from 0 to 65535; 0 takes a free one',
    meaning: 'Port to listen on',
  },
  ...identityVariables,
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^(sqlite:(?!\/\/).+|mongodb(\+srv)?:\/\/[^/?\s]+(\/[^/?@\s]*)?(\?\S*)?|memory:)$/)
      .default('sqlite:./data/clew.db'),
    allowed:
      '`sqlite:<path>` without `//`, `mongodb://<hosts>/<database>`, `mongodb+srv://<host>/<database>` or `memory:`',
    meaning: 'Where events and read models are stored; `memory:` forgets everything at the end',
  },
  ...httpVariables,
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    allowed: 'fatal, error, warn, info, debug, trace, silent',
    meaning: 'The least severe log lines to write',
  },
  NODE_ENV: {
    schema: z.string().min(1).default('development'),
    allowed: 'any word; `production` changes defaults',
    meaning: 'Deployment environment, also on every span as `deployment.environment.name`',
  },
  TRACING_DETAIL: {
    schema: z.enum(['full', 'standard']).optional(),
    default: '`standard` in production, else `full`',
    allowed: 'full, standard',
    meaning: 'Whole trees, or only operations and I/O as spans and the rest as span events',
  },
  TRACES_CONSOLE: {
    schema: onOff.default('on'),
    allowed: 'on, off',
    meaning: 'Print each trace as a tree, in a terminal and as long as no OTLP endpoint is set',
  },
  TRACING_TITLES: {
    schema: onOff.default('off'),
    allowed: 'on, off',
    meaning: 'Put task titles and the start of descriptions on spans: they are content, so this is opt-in',
  },
  TRACING_OLDER_NAMES: {
    schema: onOff.default('on'),
    allowed: 'on, off',
    meaning: "Add the older attribute names (`http.method`, `db.system`, …) beside today's conventions",
  },
  ...serviceVariables,
  REQUIRE_IF_MATCH: {
    schema: onOff.default('off'),
    allowed: 'on, off',
    meaning: 'Refuse changes that do not say by `If-Match` which version they are meant for',
  },
  IDEMPOTENCY_KEY_HOURS: {
    schema: z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number)
      .pipe(z.int().min(1))
      .default(24),
    allowed: 'a whole number from 1 to 9999',
    meaning: 'How long a request with an `Idempotency-Key` is remembered if it stored no events',
  },
  READ_YOUR_WRITES_MS: {
    schema: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .default(250),
    allowed: 'milliseconds from 0 to 99999; 0 does not wait',
    meaning: 'How long a write waits for its own read model before it answers',
  },
} as const satisfies Record<string, Variable>;

export type Database =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'mongodb'; readonly uri: string };

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly oidcIssuer: string | undefined;
  readonly oidcAudience: string;
  readonly oidcRolesClaim: string;
  readonly oidcDepartmentClaim: string;
  readonly database: Database;
  readonly corsOrigins: readonly string[];
  readonly rateLimitPerMinute: number;
  readonly requestTimeoutMs: number;
  readonly maxEventLoopDelayMs: number;
  readonly redisUrl: string | undefined;
  readonly logLevel: z.output<typeof variables.LOG_LEVEL.schema>;
  readonly environment: string;
  readonly tracingDetail: 'full' | 'standard';
  readonly tracesConsole: boolean;
  readonly titlesOnSpans: boolean;
  readonly olderNames: boolean;
  readonly readYourWritesMs: number;
  readonly requireIfMatch: boolean;
  readonly tempoUrl: string | undefined;
  readonly notificationsUrl: string | undefined;
  readonly keyLifeMs: number;
}

const HOUR_MS = 3_600_000;
/** Where not everybody is from this machine. */
const REQUESTS_PER_MINUTE = 600;

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {ConfigurationError} */
export function readConfig(environment: Environment): Config {
  const values = readVariables(variables, environment, hostWithoutIssuer);
  return Object.freeze({
    host: values.HOST,
    port: values.PORT,
    oidcIssuer: values.OIDC_ISSUER,
    oidcAudience: values.OIDC_AUDIENCE,
    oidcRolesClaim: values.OIDC_ROLES_CLAIM,
    oidcDepartmentClaim: values.OIDC_DEPARTMENT_CLAIM,
    database: databaseOf(values.DATABASE_URL),
    corsOrigins: values.CORS_ORIGINS ?? [],
    rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE ?? (values.OIDC_ISSUER ? REQUESTS_PER_MINUTE : 0),
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    maxEventLoopDelayMs: values.MAX_EVENT_LOOP_DELAY_MS,
    redisUrl: values.REDIS_URL,
    logLevel: values.LOG_LEVEL,
    environment: values.NODE_ENV,
    tracingDetail: values.TRACING_DETAIL ?? (values.NODE_ENV === 'production' ? 'standard' : 'full'),
    tracesConsole: values.TRACES_CONSOLE === 'on',
    titlesOnSpans: values.TRACING_TITLES === 'on',
    olderNames: values.TRACING_OLDER_NAMES === 'on',
    readYourWritesMs: values.READ_YOUR_WRITES_MS,
    tempoUrl: values.TEMPO_URL,
    notificationsUrl: values.NOTIFICATIONS_URL,
    requireIfMatch: values.REQUIRE_IF_MATCH === 'on',
    keyLifeMs: values.IDEMPOTENCY_KEY_HOURS * HOUR_MS,
  });
}

const NEEDS_ISSUER =
  'is not allowed without OIDC_ISSUER: all who reach the API would be its admins. Set OIDC_ISSUER, or HOST to 127.0.0.1.';

function hostWithoutIssuer({ HOST, OIDC_ISSUER }: Environment): readonly string[] {
  return HOST && !OIDC_ISSUER && !isLoopback(HOST) ? [`HOST="${HOST}" ${NEEDS_ISSUER}`] : [];
}

function databaseOf(url: string): Database {
  if (url === 'memory:') return { kind: 'memory' };
  return url.startsWith('sqlite:')
    ? { kind: 'sqlite', path: url.slice('sqlite:'.length) }
    : { kind: 'mongodb', uri: url };
}
