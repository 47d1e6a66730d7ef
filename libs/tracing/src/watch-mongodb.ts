import { isInstrumented } from './otel-environment.js';
import type { DriverSpans } from './start-tracing.js';

/** Only for a process that talks to MongoDB, before its driver is loaded: the driver is patched while it is. */
export async function watchMongoDb(): Promise<readonly DriverSpans[]> {
  if (!isInstrumented(process.env, 'mongodb')) return [];
  const { MongoDbInstrumentation, MongoDbProcessor } = await import('./mongodb-spans.js');
  const instrumentation = new MongoDbInstrumentation();
  return [{ instrumentation, processor: new MongoDbProcessor(instrumentation) }];
}
