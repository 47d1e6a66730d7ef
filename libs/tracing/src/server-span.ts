import {
  type Context,
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { attribute } from './attributes.js';
import { fail } from './failure.js';
import { traceparentOf } from './trace-context.js';
import { tracer } from './with-span.js';

/** Asked all the time by machines: they would fill the trace store with nothing. */
const UNTRACED = new Set(['/health', '/ready', '/metrics']);

const spans = new WeakMap<FastifyRequest, Span>();

/** One SERVER span a request, named by its route, from the first hook to the end of the answer. */
export function traceRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (UNTRACED.has(request.routeOptions.url ?? '')) done();
    else context.with(openSpan(request, reply), done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    endSpan(request, reply.statusCode);
    done();
  });
  fastify.addHook('onRequestAbort', (request, done) => {
    endSpan(request);
    done();
  });
}

function openSpan(request: FastifyRequest, reply: FastifyReply): Context {
  const parent = propagation.extract(ROOT_CONTEXT, request.headers);
  const route = openApiRoute(request.routeOptions.url);
  const span = tracer.startSpan(
    route ? `${request.method} ${route}` : request.method,
    { kind: SpanKind.SERVER },
    parent,
  );
  if (span.isRecording()) {
    span.setAttribute(attribute.httpMethod, request.method);
    span.setAttribute(attribute.urlScheme, request.protocol);
    span.setAttribute(attribute.urlPath, pathOf(request, route));
    if (route) span.setAttribute(attribute.httpRoute, route);
  }
  const spanContext = span.spanContext();
  if (isSpanContextValid(spanContext)) reply.header('traceresponse', traceparentOf(spanContext));
  spans.set(request, span);
  return trace.setSpan(parent, span);
}

/** A 4xx is the caller's affair: the span stays unset. Without a status the client went away. */
function endSpan(request: FastifyRequest, status?: number): void {
  const span = spans.get(request);
  if (!span) return;
  spans.delete(request);
  if (status !== undefined) span.setAttribute(attribute.httpStatus, status);
  if (status !== undefined && status >= 500) {
    fail(span, status === 503 ? 'unavailable' : 'unexpected', `answered ${status}`);
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

/** Without the query, and with ids only where they are ids: neither holds what a user typed. */
function pathOf({ url, params }: FastifyRequest, route: string | undefined): string {
  const path = url.split('?', 1)[0] ?? url;
  const typed = Object.values((params ?? {}) as Record<string, string>).some((value) => !UUID.test(value));
  return (route && typed ? route : path).slice(0, PATH_LENGTH);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
