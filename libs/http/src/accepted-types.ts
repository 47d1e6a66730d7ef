import accepts from '@fastify/accepts';
import type { FastifyInstance } from 'fastify';
import { isHealth } from './health-routes.js';
import { HttpProblem } from './problems.js';

const TYPES = ['application/json', 'application/problem+json'];
/** Some clients name the encoding that JSON always has. */
const OFFERED = TYPES.flatMap((type) => [type, `${type}; charset=utf-8`]);

/** Whether a route is for people, or belongs to a page. */
export function isPage(url: string | undefined): boolean {
  return url === '/api/docs' || url?.startsWith('/api/docs/') === true;
}

/** Who takes no JSON is told so before anything is done; without the header everything is taken. */
export async function refuseOtherTypes(fastify: FastifyInstance): Promise<void> {
  await fastify.register(accepts);
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { url } = request.routeOptions;
    const { accept = '*/*' } = request.headers;
    // Of most clients: nothing has to be parsed.
    if (accept === '*/*') return done();
    const isFree = url === undefined || request.method === 'OPTIONS' || isPage(url) || isHealth(url);
    const refused = !isFree && !request.accepts().type(OFFERED);
    done(refused ? new HttpProblem('not_acceptable', `answers are ${TYPES.join(' and ')}`) : undefined);
  });
}
