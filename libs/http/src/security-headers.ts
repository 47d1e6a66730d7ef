import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import { fastify as createFastify, type FastifyInstance } from 'fastify';
import type { OutgoingHttpHeaders } from 'node:http';
import { isPage } from './accepted-types.js';

/** An answer of the API is no page: whoever shows it as one gets nothing loaded, run or framed. */
const API: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
  },
  // Who ends TLS says whether there always will be: here it is plain HTTP, where browsers do not listen to it.
  hsts: false,
};

/** Swagger's page has its scripts in files, styles and pictures also in itself, and calls this API alone. */
const PAGE: FastifyHelmetOptions = {
  ...API,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
    },
  },
};

export async function sendSecurityHeaders(fastify: FastifyInstance): Promise<void> {
  const [ofApi, ofPage] = [await headersOf(API), await headersOf(PAGE)];
  fastify.addHook('onRequest', ({ routeOptions: { url } }, reply, done) => {
    reply.headers(isPage(url) ? ofPage : ofApi);
    done();
  });
}

/** The plugin would make the same ones anew for each request, which costs a quarter of all that are answered. */
async function headersOf(options: FastifyHelmetOptions): Promise<OutgoingHttpHeaders> {
  const once = createFastify();
  await once.register(helmet, options);
  once.get('/', (_request, { raw }) => raw.getHeaders());
  return (await once.inject('/')).json();
}
