import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { HttpProblem } from './problems.js';

export const BODY_LIMIT_BYTES = 1024 * 1024;

/**
 * JSON is the only body. Keys such as `__proto__` become plain own fields here, which the schemas then refuse as unknown;
 * no body at all is undefined, whatever its type is said to be.
 */
export function acceptJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw new HttpProblem('invalid_json', 'the body must be encoded in UTF-8');
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new HttpProblem('invalid_json', 'the body must be one JSON value (RFC 8259)');
  }
}
