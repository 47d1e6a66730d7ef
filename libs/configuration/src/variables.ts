import type { z } from 'zod';
import { ConfigurationError } from './configuration-error.js';

/** One environment variable of a program, with its rule. */
export interface Variable {
  readonly schema: z.ZodType;
  /** In words, where the schema's own default says it not. */
  readonly default?: string;
  readonly allowed: string;
  readonly meaning: string;
}

type Variables = Readonly<Record<string, Variable>>;
type Environment = Readonly<Record<string, string | undefined>>;
type Values<Given extends Variables> = { readonly [Name in keyof Given]: z.output<Given[Name]['schema']> };

/**
 * An empty variable counts as not set, as in OpenTelemetry's specification.
 * @param alsoWrong tells what several variables say against each other
 * @throws {ConfigurationError} with all that is wrong
 */
export function readVariables<Given extends Variables>(
  variables: Given,
  environment: Environment,
  alsoWrong: (environment: Environment) => readonly string[] = () => [],
): Values<Given> {
  const wrong: string[] = [];
  const values = Object.entries(variables).map(([name, { schema, allowed }]) => {
    const given = environment[name] || undefined;
    const { success, data } = schema.safeParse(given);
    if (!success) wrong.push(`${name}="${maskCredentials(given ?? '')}" is not allowed. Allowed: ${allowed}.`);
    return [name, data];
  });
  wrong.push(...alsoWrong(environment));
  if (wrong.length > 0) throw new ConfigurationError(wrong.join('\n'));
  return Object.fromEntries(values) as Values<Given>;
}

/** A password must not end up in a log, also one with `@` or `/` in it, and where the address is no address. */
function maskCredentials(value: string): string {
  return value
    .replace(/^([a-z][a-z\d+.-]*:\/\/)?[^]*@/i, '$1***@')
    .replace(/\?[^]*$/, '?***')
    .replace(/(:\/\/[^/:[]+:)(?!\d+(?:\/|$))[^/]+/, '$1***')
    .replace(/((?:password|passwd|pwd|secret|token|key)\s*=)[^;&]+/gi, '$1***');
}
