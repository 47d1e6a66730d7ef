import { ConfigurationError } from '#libs/configuration';
import { readConfig, variables } from '../src/config.js';

export function refusal(name: keyof typeof variables, value: string): string {
  return `${name}="${value}" is not allowed. Allowed: ${variables[name].allowed}.`;
}

/** With which the environment is refused. */
export function messageOf(environment: Readonly<Record<string, string>>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}
