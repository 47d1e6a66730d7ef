import accepts from '@fastify/accepts';
import type { FastifyInstance } from 'fastify';
import { HttpProblem } from './problems.js';

const TYPES = ['application/json', 'application/problem+json'];
/** Some clients name the encoding that JSON always has. */
const OFFERED = TYPES.flatMap((type) => [type, `${type}; charset=utf-8`]);

/** Pages for people, and what belongs to them. */
const PAGES = /^\/api\/docs(\/|$)/;

/** Who takes no JSON is told so before anything is done; without the header everything is taken. */
export function refuseOtherTypes(fastify: FastifyInstance): void {
  fastify.register(accepts);
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { url = '' } = request.routeOptions;
    const refused = url !== '' && !PAGES.test(url) && request.method !== 'OPTIONS' && !request.accepts().type(OFFERED);
    done(refused ? new HttpProblem('not_acceptable', `answers are ${TYPES.join(' and ')}`) : undefined);
  });
}
