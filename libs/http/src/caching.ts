import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isPage } from './accepted-types.js';

/** Some answers are of a caller's own, and each may be compressed, which the plugin for that says in lower case. */
const VARY = 'Authorization, accept-encoding';

/**
 * What has an `ETag` may be kept by who asked for it, and is asked for again each time, which costs no body where it is
 * the same still. Nobody keeps anything else. No controller needs to know.
 */
export function sayWhatMayBeKept(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (isPage(request.routeOptions.url)) return done(null, payload);
    const tag = isRead(request, reply) ? reply.getHeader('etag') : undefined;
    if (!reply.hasHeader('cache-control')) reply.header('Cache-Control', tag ? 'private, no-cache' : 'no-store');
    const vary = reply.getHeader('vary');
    reply.header('Vary', vary ? `${String(vary)}, ${VARY}` : VARY);
    if (!tag || !isKept(request.headers['if-none-match'], String(tag))) return done(null, payload);
    reply.status(304).removeHeader('content-type');
    // A HEAD has none: Fastify drops the payload of its GET itself, and needs it for that.
    done(null, request.method === 'HEAD' ? payload : null);
  });
}

function isRead({ method }: FastifyRequest, { statusCode }: FastifyReply): boolean {
  return statusCode === 200 && (method === 'GET' || method === 'HEAD');
}

/** Weak comparison (RFC 9110, 13.1.2). What is malformed matches nothing. */
function isKept(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((each) => opaque(each.trim()) === opaque(tag));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}
