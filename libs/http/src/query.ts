import { InvalidInput, parseInput } from '#libs/cqrs';
import type { z } from 'zod';

/**
 * Query parameters, each given once.
 * @throws {InvalidInput}
 */
export function parseQuery<Schema extends z.ZodObject>(schema: Schema, query: unknown): z.output<Schema> {
  const given = Object(query) as Readonly<Record<string, unknown>>;
  const repeated = Object.keys(schema.shape).filter((name) => Array.isArray(given[name]));
  if (repeated.length === 0) return parseInput(schema, query);
  throw new InvalidInput(
    repeated.map((name) => ({ pointer: `/${name}`, rule: 'once', detail: 'must be given once', value: '[…]' })),
  );
}
