import { readVariables } from '#libs/configuration';
import { z } from 'zod';

/** Every variable of this service with its rule; the OTEL_* family is the tracing lib's. */
export const variables = {
  HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    allowed: 'an address or host name of this machine',
    meaning: 'Address to listen on: whoever reaches it is believed',
  },
  PORT: {
    schema: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.int().max(65_535))
      .default(8090),
    allowed: 'a whole number from 0 to 65535; 0 takes a free one',
    meaning: 'Port to listen on',
  },
  NOTIFICATIONS_FILE: {
    schema: z.string().min(1).default('./data/notifications.db'),
    allowed: 'the path of a SQLite file',
    meaning: 'Where it is remembered what was told',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    allowed: 'fatal, error, warn, info, debug, trace, silent',
    meaning: 'The least severe log lines to write',
  },
  NODE_ENV: {
    schema: z.string().min(1).default('development'),
    allowed: 'any word',
    meaning: 'Deployment environment, also on every span as `deployment.environment.name`',
  },
  TRACING_OLDER_NAMES: {
    schema: z.enum(['on', 'off']).default('on'),
    allowed: 'on, off',
    meaning: "Add the older attribute names (`http.method`, …) beside today's conventions",
  },
} as const;

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly file: string;
  readonly logLevel: z.output<typeof variables.LOG_LEVEL.schema>;
  readonly environment: string;
  readonly olderNames: boolean;
}

/** @throws {ConfigurationError} */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const values = readVariables(variables, environment);
  return Object.freeze({
    host: values.HOST,
    port: values.PORT,
    file: values.NOTIFICATIONS_FILE,
    logLevel: values.LOG_LEVEL,
    environment: values.NODE_ENV,
    olderNames: values.TRACING_OLDER_NAMES === 'on',
  });
}
