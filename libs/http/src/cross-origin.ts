import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What a script may send beside what every page may. */
const REQUEST_HEADERS = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Consistency-Token',
  'Prefer',
  'traceparent',
  'tracestate',
];

/** What a script may read beside what every page may. */
const RESPONSE_HEADERS = [
  'Accept-Patch',
  'Allow',
  'Consistency-Token',
  'ETag',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'traceresponse',
  'WWW-Authenticate',
];

const PREFLIGHT_SECONDS = 600;

/** Browsers let pages of these origins call the API; without any there is no word of it. */
export async function allowOrigins(fastify: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  const options = {
    origin: [...origins],
    methods: METHODS,
    allowedHeaders: REQUEST_HEADERS,
    exposedHeaders: RESPONSE_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
  };
  await fastify.register(cors, {
    delegator: (request, done) => done(null, { ...options, preflight: isPreflight(request) }),
  });
}

/** Any other OPTIONS is a question about the address. */
function isPreflight({ headers: { origin, ...headers } }: FastifyRequest): boolean {
  return origin !== undefined && headers['access-control-request-method'] !== undefined;
}
