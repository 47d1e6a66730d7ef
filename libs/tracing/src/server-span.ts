import { context, isSpanContextValid, propagation, ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { attribute } from './attributes.js';
import { fail } from './failure.js';
import { type RequestLog, requestRecorder } from './request-recorder.js';
import { traceparentOf } from './trace-context.js';
import { untraced } from './untraced.js';
import { tracer } from './with-span.js';

/** Asked all the time by machines: they would fill the trace store with nothing. */
const UNTRACED = new Set(['/health', '/ready', '/metrics']);

/** Of the semantic conventions. The parser knows more, which are `_OTHER` there. */
const METHODS = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT']);

/**
 * One SERVER span a request, named by its route, from the first hook to the end of the answer; and whether it is sampled
 * or not, its duration and one line of the log.
 */
export function traceRequests(fastify: FastifyInstance, log: RequestLog): void {
  const record = requestRecorder(log);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (UNTRACED.has(request.routeOptions.url ?? '')) return context.with(untraced, done);
    const route = openApiRoute(request.routeOptions.url);
    const method = METHODS.has(request.method) ? request.method : '_OTHER';
    const { span, inside } = openSpan(request, reply, method, route);
    // Fastify's own hooks miss a client that goes away after its body was read.
    reply.raw.once('close', () => {
      const status = reply.raw.writableFinished ? reply.statusCode : undefined;
      endSpan(span, status);
      record({ method, route, status, durationMs: reply.elapsedTime, span: span.spanContext() });
    });
    context.with(inside, done);
  });
}

function openSpan(request: FastifyRequest, reply: FastifyReply, method: string, route: string | undefined) {
  const parent = propagation.extract(ROOT_CONTEXT, request.headers);
  const name = method === '_OTHER' ? 'HTTP' : method;
  const span = tracer.startSpan(route ? `${name} ${route}` : name, { kind: SpanKind.SERVER }, parent);
  if (span.isRecording()) {
    span.setAttribute(attribute.httpMethod, method);
    span.setAttribute(attribute.urlScheme, request.protocol);
    span.setAttribute(attribute.urlPath, pathOf(request, route));
    if (route) span.setAttribute(attribute.httpRoute, route);
  }
  const spanContext = span.spanContext();
  if (isSpanContextValid(spanContext)) reply.header('traceresponse', traceparentOf(spanContext));
  return { span, inside: trace.setSpan(parent, span) };
}

/** A 4xx is the caller's affair: the span stays unset. Without a status the client went away. */
function endSpan(span: Span, status: number | undefined): void {
  if (status !== undefined) {
    span.setAttribute(attribute.httpStatus, status);
    if (status >= 500) fail(span, status === 503 ? 'unavailable' : 'unexpected', `answered ${status}`);
  }
  span.end();
}

const openApiRoutes = new Map<string, string>();

/** Fastify writes `/api/tasks/:id`, OpenAPI `/api/tasks/{id}`. */
function openApiRoute(route: string | undefined): string | undefined {
  if (route === undefined) return undefined;
  let known = openApiRoutes.get(route);
  if (known === undefined) {
    known = route.replace(/:(\w+)/g, '{$1}');
    openApiRoutes.set(route, known);
  }
  return known;
}

const PATH_LENGTH = 256;

/** Without query and fragment, and with ids only where they are ids: neither holds what a user typed. */
function pathOf({ url, params }: FastifyRequest, route: string | undefined): string {
  const path = url.split(/[?#]/, 1)[0] ?? url;
  const typed = Object.values((params ?? {}) as Record<string, string>).some((value) => !UUID.test(value));
  return (route && typed ? route : path).slice(0, PATH_LENGTH);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
