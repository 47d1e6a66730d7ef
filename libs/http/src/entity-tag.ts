import type { FastifyRequest } from 'fastify';
import { HttpProblem } from './problems.js';

/** A strong validator: the version of the stream. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/** One entity tag, weak or strong (RFC 9110, 8.8.3). */
const TAG = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const LIST = String.raw`[ \t,]*${TAG}(?:[ \t]*,[ \t]*(?:${TAG})?)*[ \t]*`;
/** What `If-Match` may be. */
export const ENTITY_TAGS = String.raw`^(?:\*|${LIST})$`;

const isList = new RegExp(ENTITY_TAGS);

/**
 * Whether the request is meant for a version; undefined where it does not say. Weak tags never match (RFC 9110, 13.1.1).
 * @throws {HttpProblem} `If-Match` is malformed
 */
export function ifMatch({ headers }: FastifyRequest): ((version: number) => boolean) | undefined {
  const value = headers['if-match']?.trim();
  if (value === undefined) return undefined;
  if (value === '*') return () => true;
  if (!isList.test(value))
    throw invalidHeader('If-Match', 'must be * or a list of entity tags in double quotes', value);
  const tags = new Set(value.match(new RegExp(TAG, 'g')));
  return (version) => tags.has(entityTag(version));
}

/** What is wrong with a header, for its sender. */
export function invalidHeader(name: string, rule: string, value: string): HttpProblem {
  const errors = [{ pointer: `/${name}`, rule: 'format', detail: rule, value: value.slice(0, 100) }];
  return new HttpProblem('invalid_header', `${name} ${rule}`, { errors });
}
