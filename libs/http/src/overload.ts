import underPressure from '@fastify/under-pressure';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { isHealth } from './health-routes.js';
import { HttpProblem } from './problems.js';

export interface OverloadOptions {
  /** Milliseconds by which the event loop may run late; 0: any number. */
  readonly maxEventLoopDelayMs: number;
}

/** Over which the delay is averaged, and so the longest time for which an answer holds. */
const SAMPLE_MS = 500;
const LOG_PAUSE_MS = 10_000;

/** Who comes while the process is behind is told so at once, instead of after a long wait that makes it worse. */
export async function refuseWhenOverloaded(
  fastify: FastifyInstance,
  { maxEventLoopDelayMs: maxEventLoopDelay }: OverloadOptions,
): Promise<void> {
  const logger = new Logger('Overload');
  let logAgainAt = 0;
  await fastify.register(underPressure, {
    maxEventLoopDelay,
    sampleInterval: SAMPLE_MS,
    pressureHandler: async ({ routeOptions: { url } }) => {
      if (isHealth(url)) return;
      const now = performance.now();
      // Not a line for each of the very many.
      if (now >= logAgainAt) {
        logAgainAt = now + LOG_PAUSE_MS;
        logger.warn(`overloaded: the event loop is more than ${maxEventLoopDelay} ms late`);
      }
      throw new HttpProblem('overloaded', 'requests wait too long for their turn');
    },
  });
}
