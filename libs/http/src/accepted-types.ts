import accepts from '@fastify/accepts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from './problems.js';

const TYPES = ['application/json', 'application/problem+json'];
/** Some clients name the encoding that JSON always has. */
const OFFERED = TYPES.flatMap((type) => [type, `${type}; charset=utf-8`]);

/** For people, or what belongs to a page. */
export function isPage({ routeOptions: { url } }: FastifyRequest): boolean {
  return url === '/api/docs' || url?.startsWith('/api/docs/') === true;
}

/** Who takes no JSON is told so before anything is done; without the header everything is taken. */
export function refuseOtherTypes(fastify: FastifyInstance): void {
  fastify.register(accepts);
  fastify.addHook('onRequest', (request, _reply, done) => {
    const negotiated = request.routeOptions.url !== undefined && request.method !== 'OPTIONS' && !isPage(request);
    const refused = negotiated && !request.accepts().type(OFFERED);
    done(refused ? new HttpProblem('not_acceptable', `answers are ${TYPES.join(' and ')}`) : undefined);
  });
}
