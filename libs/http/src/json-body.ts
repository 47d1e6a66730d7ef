import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { HttpProblem } from './problems.js';

export const BODY_LIMIT_BYTES = 1024 * 1024;

const JSON_TYPE = 'application/json';
/** RFC 7396 */
export const MERGE_PATCH = 'application/merge-patch+json';

/** The media type of a body is the method's: what a patch leaves out stays, and the sender must have meant that. */
const typeFor = (method: string) => (method === 'PATCH' ? MERGE_PATCH : JSON_TYPE);

/** The headers in which a refused media type is answered with the right one. */
export function acceptedBodies(method: string): Readonly<Record<string, string>> {
  return { [method === 'PATCH' ? 'Accept-Patch' : 'Accept']: typeFor(method), 'Accept-Encoding': 'identity' };
}

/**
 * JSON is the only body. Keys such as `__proto__` become plain own fields here, which the schemas then refuse as unknown;
 * no body at all is undefined, whatever its type is said to be.
 */
export function acceptJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  for (const type of [JSON_TYPE, MERGE_PATCH]) {
    fastify.addContentTypeParser(type, { parseAs: 'buffer' }, ({ method, headers }, body, done) => {
      const { 'content-encoding': coding = 'identity' } = headers;
      try {
        done(null, parseJson(body as Buffer, type === typeFor(method) && coding === 'identity'));
      } catch (error) {
        done(error as Error);
      }
    });
  }
}

function parseJson(body: Buffer, isTaken: boolean): unknown {
  if (body.length === 0) return undefined;
  if (!isTaken)
    throw new HttpProblem('unsupported_media_type', 'the method takes another media type, and no content coding');
  if (!isUtf8(body)) throw new HttpProblem('invalid_json', 'the body must be encoded in UTF-8');
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new HttpProblem('invalid_json', 'the body must be one JSON value (RFC 8259)');
  }
}
