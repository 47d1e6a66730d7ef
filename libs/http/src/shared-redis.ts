import { createRequire } from 'node:module';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Redis, RedisOptions } from 'ioredis';

/** A request waits no longer than this for Redis, and after that nobody asks for a while. */
const COMMAND_MS = 250;
const PAUSE_MS = 1_000;
const CONNECT_MS = 1_000;
const LONGEST_RETRY_MS = 2_000;
const DISCONNECT_MS = 100;

const OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  connectTimeout: CONNECT_MS,
  commandTimeout: COMMAND_MS,
  disconnectTimeout: DISCONNECT_MS,
  retryStrategy: (attempt) => Math.min(attempt * 100, LONGEST_RETRY_MS),
} satisfies RedisOptions;

/** Redis for what can do without it. */
export class SharedRedis {
  readonly client: Redis;
  readonly #logger = new Logger('Redis');
  #isAway = false;
  #isStopping = false;
  #pausedUntil = 0;

  /** Connects when the server gets ready. */
  constructor(fastify: FastifyInstance, url: string) {
    // By `require`, through which what draws its calls has to see it. Loaded only where it is used.
    const ioredis = createRequire(import.meta.url)('ioredis') as typeof import('ioredis');
    this.client = new ioredis.Redis(url, OPTIONS);
    this.client
      .on('error', (error) => this.#lose(error))
      .on('close', () => this.#lose(new Error('the connection was closed')))
      .on('ready', () => this.#regain());
    fastify.addHook('onReady', async () => {
      await this.client.connect().catch(() => undefined);
    });
    fastify.addHook('onClose', async () => this.#stop());
  }

  /** The answer, or undefined where Redis does not give one in time. */
  async ask<Answer>(command: () => Promise<Answer>): Promise<Answer | undefined> {
    const now = performance.now();
    if (this.client.status !== 'ready' || now < this.#pausedUntil) return undefined;
    // One asks for all, who would all wait.
    if (this.#isAway) this.#pausedUntil = now + PAUSE_MS;
    try {
      const answer = await command();
      this.#regain();
      return answer;
    } catch (error) {
      this.#pausedUntil = performance.now() + PAUSE_MS;
      this.#lose(error as Error);
      return undefined;
    }
  }

  #lose({ message }: Error): void {
    if (this.#isAway || this.#isStopping) return;
    this.#isAway = true;
    this.#logger.warn(`Redis is away, so that this process limits rates alone: ${message}`);
  }

  #regain(): void {
    this.#pausedUntil = 0;
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#logger.warn('Redis is back: rates are limited together again');
  }

  #stop(): void {
    this.#isStopping = true;
    this.client.disconnect();
  }
}
