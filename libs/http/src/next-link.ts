import type { FastifyReply, FastifyRequest } from 'fastify';

/** Tells where the next page is (RFC 8288). */
export function linkToNext(request: FastifyRequest, reply: FastifyReply, cursor: string | undefined): void {
  if (cursor === undefined) return;
  const [path = '', query] = request.originalUrl.split('?', 2);
  const next = new URLSearchParams(query);
  next.set('cursor', cursor);
  reply.header('Link', `<${path}?${next}>; rel="next"`);
}
