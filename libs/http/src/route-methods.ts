import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { METHODS } from 'node:http';
import { MERGE_PATCH } from './json-body.js';
import { HttpProblem } from './problems.js';

const DECORATOR = 'routeMethods';

type RouteMethods = Map<string, Set<string>>;

/** From here on each route that the router gets is remembered with its methods. */
export function rememberMethods(fastify: FastifyInstance): void {
  const routes: RouteMethods = new Map();
  fastify.decorate(DECORATOR, routes);
  fastify.addHook('onRoute', ({ url, method }) => {
    // The same address for the router.
    const address = url.replace(/(?<=.)\/$/, '');
    // Of a plugin: it stands for no address of its own.
    if (address === '*') return;
    const methods = routes.get(address) ?? new Set();
    routes.set(address, methods);
    for (const each of [method].flat()) methods.add(each.toUpperCase());
  });
}

/** Once all routes are there: what else may be sent to their addresses is answered with what they allow. */
export function answerOtherMethods(fastify: FastifyInstance): void {
  addEveryMethod(fastify);
  const routes = [...fastify.getDecorator<RouteMethods>(DECORATOR)];
  for (const [url, known] of routes) {
    const allowed = new Set([...known, 'OPTIONS']);
    const headers = {
      Allow: [...allowed].toSorted().join(', '),
      ...(allowed.has('PATCH') && { 'Accept-Patch': MERGE_PATCH }),
    };
    if (!known.has('OPTIONS')) {
      fastify.options(url, (_request, reply) => reply.headers(headers).status(204).send());
    }
    const refuse = (_request: FastifyRequest, reply: FastifyReply, done: (error: Error) => void) => {
      reply.headers(headers);
      done(new HttpProblem('method_not_allowed', `this address knows ${headers.Allow}`));
    };
    const others = fastify.supportedMethods.filter((method) => !allowed.has(method));
    // Refused before a body is read.
    fastify.route({ method: others, url, onRequest: refuse, handler: () => undefined });
  }
}

/** Node hands over each of its methods as a request but CONNECT. */
function addEveryMethod(fastify: FastifyInstance): void {
  const known = new Set([...fastify.supportedMethods, 'CONNECT']);
  for (const method of METHODS) if (!known.has(method)) fastify.addHttpMethod(method);
}
