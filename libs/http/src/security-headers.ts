import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
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
  fastify.addHook('onRoute', (route) => {
    if (isPage(route.url)) route.helmet = PAGE;
  });
  await fastify.register(helmet, API);
}
