import { isInstrumented } from './otel-environment.js';
import type { DriverSpans } from './start-tracing.js';

/** For a process that calls others by `fetch`. */
export async function watchFetch(): Promise<readonly DriverSpans[]> {
  if (!isInstrumented(process.env, 'undici')) return [];
  const { FetchInstrumentation, FetchProcessor } = await import('./fetch-spans.js');
  const instrumentation = new FetchInstrumentation();
  return [{ instrumentation, processor: new FetchProcessor(instrumentation) }];
}
