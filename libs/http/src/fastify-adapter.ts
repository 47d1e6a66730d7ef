import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions, FastifyInstance, RawServerDefault } from 'fastify';
import { type RequestLog, traceRequests } from '#libs/tracing';
import { refuseOtherTypes } from './accepted-types.js';
import { sayWhatMayBeKept } from './caching.js';
import { compressAnswers } from './compression.js';
import { allowOrigins } from './cross-origin.js';
import { identifyRequests, refuseUnidentified } from './identity/identify-requests.js';
import type { Identity } from './identity/identity.js';
import { refuseOtherHosts } from './identity/loopback.js';
import { acceptJsonBodies, BODY_LIMIT_BYTES } from './json-body.js';
import { type OverloadOptions, refuseWhenOverloaded } from './overload.js';
import { HttpProblem, type ProblemCode, problemOf } from './problems.js';
import { limitRates, type RateLimitOptions } from './rate-limit.js';
import { rememberMethods } from './route-methods.js';
import { sendSecurityHeaders } from './security-headers.js';

export interface HttpServerOptions extends OverloadOptions, RateLimitOptions {
  /** How long a request may take to arrive, with its body. */
  readonly requestTimeoutMs: number;
  /** Of pages that may call the API from a browser. */
  readonly corsOrigins: readonly string[];
}

/**
 * Fastify as this API wants it: traced from the first hook, JSON bodies, every refusal a problem document. Hooks run in
 * the order in which they stand here; plugins are awaited, so that they see every route.
 */
export async function createFastifyAdapter(
  identity: Identity,
  log: RequestLog,
  options: HttpServerOptions,
): Promise<FastifyAdapter> {
  const adapter = new FastifyAdapter(serverOptions(options));
  const fastify = adapter.getInstance<FastifyInstance>();
  traceRequests(fastify, log);
  refuseBrokenRequests(fastify);
  await sendSecurityHeaders(fastify);
  await allowOrigins(fastify, options.corsOrigins);
  await refuseWhenOverloaded(fastify, options);
  if (identity.isLocal) refuseOtherHosts(fastify);
  identifyRequests(fastify, identity);
  await limitRates(fastify, options);
  refuseUnidentified(fastify);
  await refuseOtherTypes(fastify);
  rememberMethods(fastify);
  sayWhatMayBeKept(fastify);
  await compressAnswers(fastify);
  acceptJsonBodies(fastify);
  closeIdleWhileStopping(fastify);
  return adapter;
}

/** The same for a service that only others of ours call, which has no callers to tell apart. */
export async function createInnerAdapter(log: RequestLog): Promise<FastifyAdapter> {
  const adapter = new FastifyAdapter(serverOptions({ requestTimeoutMs: INNER_REQUEST_MS }));
  const fastify = adapter.getInstance<FastifyInstance>();
  traceRequests(fastify, log);
  refuseBrokenRequests(fastify);
  await refuseOtherTypes(fastify);
  rememberMethods(fastify);
  acceptJsonBodies(fastify);
  closeIdleWhileStopping(fastify);
  return adapter;
}

const INNER_REQUEST_MS = 10_000;

/** By as much later than its time a slow request is found. */
const TIMEOUT_CHECK_MS = 500;

function serverOptions({
  requestTimeoutMs: requestTimeout,
}: Pick<HttpServerOptions, 'requestTimeoutMs'>): FastifyHttpOptions<RawServerDefault> {
  return {
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: 'idle',
    // Node looks after bodies only where its server is made with the limit, and Fastify sets that again.
    http: { requireHostHeader: false, connectionsCheckingInterval: TIMEOUT_CHECK_MS, requestTimeout },
    requestTimeout,
    rewriteUrl: ({ url = '' }) => (isAddress(url) ? url : NO_ADDRESS),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: maxHeaderSize },
    clientErrorHandler: ({ code }, socket) => answerUnreadable(code, socket),
  };
}

/** Where an address goes that is none: the router would answer it without a hook, and so without a span. */
const NO_ADDRESS = '/no-address';

/** Percent-encoded UTF-8, and no fragment, which is nobody's business but the client's. */
function isAddress(url: string): boolean {
  if (url.includes('#')) return false;
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

/** What Node and Fastify would refuse in words of their own. */
function refuseBrokenRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ originalUrl, headers, raw }, _reply, done) => {
    if (!isAddress(originalUrl)) {
      done(new HttpProblem('bad_request', 'the address must be percent-encoded UTF-8 without a fragment'));
    } else if (headers.host === undefined && raw.httpVersion === '1.1') {
      done(new HttpProblem('bad_request', 'the header Host is required'));
    } else done();
  });
  // An expectation that is not known may be passed over (RFC 9110, 10.1.1).
  fastify.server.on('checkExpectation', fastify.routing);
}

const IDLE_CHECK_MS = 50;

/** An answer given after the stop began leaves its connection open for more: without this the stop would wait for it. */
function closeIdleWhileStopping(fastify: FastifyInstance): void {
  fastify.addHook('preClose', (done) => {
    const timer = setInterval(() => fastify.server.closeIdleConnections(), IDLE_CHECK_MS);
    fastify.server.once('close', () => clearInterval(timer));
    done();
  });
}

const codeOfParserError: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** What is not even HTTP has no request, no route and no span; its sender gets an answer all the same. */
function answerUnreadable(parserError: string, socket: Socket): void {
  if (parserError === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(codeOfParserError[parserError] ?? 'bad_request');
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  // Its sender may go on for ever.
  if (problem.code === 'request_timeout') socket.destroySoon();
}
