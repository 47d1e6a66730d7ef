import type { IncomingMessage } from 'node:http';
import { HttpProblem } from '../problems.js';
import { invalidToken } from './challenge.js';

/** RFC 6750, 2.1; the name of a scheme has no case. */
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/**
 * The token that a request brings; undefined where it brings no credentials at all.
 * @throws {HttpProblem} they are no bearer token, or two
 */
export function bearerOf({ headers, rawHeaders }: IncomingMessage): string | undefined {
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  // Node keeps the first one only.
  const given = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization');
  if (given.length > 1) throw invalidToken('the header Authorization must be given once');
  if (!/^Bearer(\s|$)/i.test(authorization)) {
    throw new HttpProblem('unauthenticated', 'the scheme of the header Authorization must be Bearer');
  }
  const [, token] = BEARER.exec(authorization) ?? [];
  if (token === undefined) throw invalidToken('the header Authorization must be Bearer and one token');
  return token;
}
