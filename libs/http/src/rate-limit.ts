import rateLimit, { normalizeIP, type RateLimitPluginOptions } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isHealth } from './health-routes.js';
import { HttpProblem } from './problems.js';
import { SharedRedis } from './shared-redis.js';

export interface RateLimitOptions {
  /** Requests of one caller; 0: any number. */
  readonly rateLimitPerMinute: number;
  /** Where several processes count together; without it each counts alone. */
  readonly redisUrl: string | undefined;
}

const WINDOW_SECONDS = 60;
const NAME_SPACE = 'clew:rate-limit:';

/**
 * How much each caller may ask, by the user where it is known who that is, else by the address. Register it after what
 * finds out and before what refuses, so that attempts count too.
 */
export async function limitRates(
  fastify: FastifyInstance,
  { rateLimitPerMinute: max, redisUrl }: RateLimitOptions,
): Promise<void> {
  if (max === 0) return;
  const alone = await counter(fastify, { max });
  const redis = redisUrl === undefined ? undefined : new SharedRedis(fastify, redisUrl);
  const together = redis && (await counter(fastify, { max, redis: redis.client, nameSpace: NAME_SPACE }));
  fastify.addHook('onRequest', async (request, reply) => {
    if (isHealth(request.routeOptions.url)) return;
    const count = (await redis?.ask(async () => together?.(request))) ?? (await alone(request));
    if (!count.isAllowed) answer(reply, count);
  });
}

type Counter = ReturnType<FastifyInstance['createRateLimit']>;
type Count = Extract<Awaited<ReturnType<Counter>>, { readonly isAllowed: false }>;

/** Each in a context of its own, where the plugin has no other of its kind beside it. */
async function counter(fastify: FastifyInstance, options: RateLimitPluginOptions): Promise<Counter> {
  const { promise, resolve } = Promise.withResolvers<Counter>();
  await fastify.register(async (scope) => {
    await scope.register(rateLimit, {
      ...options,
      global: false,
      timeWindow: WINDOW_SECONDS * 1_000,
      keyGenerator: callerOf,
    });
    resolve(scope.createRateLimit());
  });
  return promise;
}

function callerOf({ user, ip }: FastifyRequest): string {
  return user ? `user:${user.id}` : `address:${normalizeIP(ip)}`;
}

/** `RateLimit` and `RateLimit-Policy` as in draft-ietf-httpapi-ratelimit-headers-10. */
function answer(reply: FastifyReply, { max, remaining, ttlInSeconds, isExceeded }: Count): void {
  reply.headers({
    'RateLimit-Policy': `"default";q=${max};w=${WINDOW_SECONDS}`,
    RateLimit: `"default";r=${remaining};t=${ttlInSeconds}`,
  });
  if (!isExceeded) return;
  reply.header('Retry-After', ttlInSeconds);
  throw new HttpProblem('rate_limited', `${max} requests in ${WINDOW_SECONDS} seconds are allowed`);
}
