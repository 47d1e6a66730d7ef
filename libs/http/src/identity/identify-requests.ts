import type { User } from '#libs/cqrs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem, problems } from '../problems.js';
import { challengeOf } from './challenge.js';
import type { Identity } from './identity.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined where nobody has to say so, and where that went wrong. */
    user: User | undefined;
    /** Why it is not known who asks. */
    identityRefusal: Error | undefined;
  }
}

/** Of routes as they are matched. All others need to know who asks, also those that nobody thought of. */
const PUBLIC = /^(\/health|\/ready|\/metrics|\/api\/docs(\/.*)?|\/api\/openapi\.json)$/;

const isPublic = ({ routeOptions: { url } }: FastifyRequest) => url !== undefined && PUBLIC.test(url);

/**
 * From here on hooks know by `request.user` who asks. Who is nobody is refused by `refuseUnidentified` only, so that
 * those can be counted before.
 */
export function identifyRequests(fastify: FastifyInstance, identity: Identity): void {
  fastify.decorateRequest('user', undefined).decorateRequest('identityRefusal', undefined);
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (isPublic(request)) done();
    else identify(request, identity, done);
  });
}

function identify(request: FastifyRequest, identity: Identity, done: () => void): void {
  const know = (user: User) => Object.assign(request, { user });
  const refuse = (identityRefusal: Error) => Object.assign(request, { identityRefusal });
  try {
    const user = identity.userOf(request.raw);
    if (user instanceof Promise) {
      user.then(know, refuse).finally(done);
      return;
    }
    know(user);
  } catch (error) {
    refuse(error as Error);
  }
  done();
}

/** Answers whoever `identifyRequests` found to be nobody. */
export function refuseUnidentified(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.user || isPublic(request)) {
      done();
      return;
    }
    const refusal = request.identityRefusal ?? new HttpProblem('unexpected', 'nobody found out who asks');
    challenge(refusal, reply);
    done(refusal);
  });
}

function challenge(refusal: Error, reply: FastifyReply): void {
  if (!(refusal instanceof HttpProblem) || problems[refusal.code].status !== 401) return;
  reply.header('WWW-Authenticate', challengeOf(refusal));
}
