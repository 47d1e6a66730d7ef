import underPressure from '@fastify/under-pressure';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { isHealth } from './health-routes.js';
import { HttpProblem } from './problems.js';

export interface OverloadOptions {
  /** Milliseconds by which the event loop may run late; 0: any number. */
  readonly maxEventLoopDelayMs: number;
}

/** Over which the delay is averaged. */
const SAMPLE_MS = 500;
/** One long step, as at the start or by a pause of the machine, is over before that. */
const SUSTAINED_MS = 1_000;
/** After a time without requests an earlier delay says nothing. */
const FORGOTTEN_MS = 10_000;

/** Who comes while the process stays behind is told so at once, instead of after a long wait that makes it worse. */
export async function refuseWhenOverloaded(
  fastify: FastifyInstance,
  { maxEventLoopDelayMs: maxEventLoopDelay }: OverloadOptions,
): Promise<void> {
  const logger = new Logger('Overload');
  const lateness = new Lateness(() => logger.warn(`overloaded: the event loop is over ${maxEventLoopDelay} ms late`));
  // It measures; who is refused is decided below.
  await fastify.register(underPressure, { maxEventLoopDelay, sampleInterval: SAMPLE_MS, pressureHandler: () => {} });
  fastify.addHook('onRequest', ({ routeOptions: { url } }, _reply, done) => {
    const isRefused = lateness.isSustained(fastify.isUnderPressure()) && !isHealth(url);
    done(isRefused ? new HttpProblem('overloaded', 'requests wait too long for their turn') : undefined);
  });
}

/** How long it has been going on, as far as requests saw it. */
class Lateness {
  readonly #onSustained: () => void;
  #since = 0;
  #seen = Number.NEGATIVE_INFINITY;
  #isTold = false;

  constructor(onSustained: () => void) {
    this.#onSustained = onSustained;
  }

  isSustained(isLate: boolean): boolean {
    const now = performance.now();
    if (!isLate || now - this.#seen > FORGOTTEN_MS) this.#begin(now);
    if (!isLate) return false;
    this.#seen = now;
    if (now - this.#since < SUSTAINED_MS) return false;
    // Not a line for each of the very many.
    if (!this.#isTold) this.#onSustained();
    this.#isTold = true;
    return true;
  }

  #begin(now: number): void {
    this.#since = now;
    this.#isTold = false;
  }
}
