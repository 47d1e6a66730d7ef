import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { OtlpReceiver, spanNamed } from '#testing/tracing';
import { startTracing, type Tracing } from './start-tracing.js';
import { withSpan } from './with-span.js';
import { setOtelVariables } from './testing/otel-variables.js';

const MEGABYTE = 1_048_576;
const complaints: string[] = [];
let receiver: OtlpReceiver;
let tracing: Tracing;
beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  setOtelVariables({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/v1/traces`,
    OTEL_METRICS_EXPORTER: 'none',
  });
  const complain = (message: string) => void complaints.push(message);
  const log = { error: complain, warn: complain, info: () => {}, debug: () => {} };
  tracing = startTracing({ serviceName: 'clew-api', environment: 'test', olderNames: true, log });
});
afterAll(() => receiver.stop());

it('an attribute of a megabyte and ten thousand events are no failure, and the span arrives', async () => {
  const result = withSpan('large_operation', (span) => {
    span.setAttribute('large', 'x'.repeat(MEGABYTE));
    for (let n = 0; n < 10_000; n++) span.addEvent('step_done', { n });
    return 'done';
  });
  withSpan('small_operation', () => {});
  await tracing.shutdown();

  expect(result).toBe('done');
  const large = spanNamed(receiver.spans(), 'large_operation');
  expect(String(large.attributes['large'])).toHaveLength(MEGABYTE);
  // The SDK keeps the last ones.
  expect(large.events.map(({ attributes }) => attributes['n'])).toEqual(
    Array.from({ length: 128 }, (_, n) => 9_872 + n),
  );
  expect(spanNamed(receiver.spans(), 'small_operation').status).toBe('OK');
  expect(complaints).toEqual(['OpenTelemetry: Dropped 9872 events because eventCountLimit reached']);
});
