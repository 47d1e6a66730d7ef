import type { z } from 'zod';
import { exporter, names, type OtelVariable, otelVariables, protocol, url } from './otel-variables.js';

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

export type Signal = 'TRACES' | 'METRICS' | 'LOGS';

/** Where a signal goes, and how. */
export interface ExportSettings {
  readonly exporter: z.output<typeof exporter>;
  readonly protocol: z.output<typeof protocol>;
  /** Whether somebody said where. */
  readonly endpoint: boolean;
}

/**
 * Call it after {@link dropWrongValues}. Without an endpoint nothing is exported, unless it is asked for by name; log
 * lines are on the standard output, where most collect them, and go nowhere else unless that is asked for.
 */
export function exportSettings(environment: Environment, signal: Signal = 'TRACES'): ExportSettings {
  const endpoint = environment[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`] || environment.OTEL_EXPORTER_OTLP_ENDPOINT;
  const unasked = endpoint && signal !== 'LOGS' ? 'otlp' : 'none';
  const sentAs = environment[`OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`] || environment.OTEL_EXPORTER_OTLP_PROTOCOL;
  return {
    exporter: exporter.catch(unasked).parse(environment[`OTEL_${signal}_EXPORTER`]),
    protocol: protocol.catch('http/json').parse(sentAs),
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
