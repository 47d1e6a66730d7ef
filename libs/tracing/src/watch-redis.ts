import { isInstrumented } from './otel-environment.js';
import type { DriverSpans } from './start-tracing.js';

/** Only for a process that talks to Redis, before its client is loaded: the client is patched while it is. */
export async function watchRedis(): Promise<readonly DriverSpans[]> {
  if (!isInstrumented(process.env, 'ioredis')) return [];
  const { RedisInstrumentation, RedisProcessor } = await import('./redis-spans.js');
  const instrumentation = new RedisInstrumentation();
  return [{ instrumentation, processor: new RedisProcessor(instrumentation) }];
}
