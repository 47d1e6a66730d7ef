import { afterAll, expect, it } from '@jest/globals';
import { startTracing, withSpan } from '#libs/tracing';
import { OtlpReceiver } from '#testing/tracing';

const silent = () => {};
const QUEUE = 16_384;
const FIRST_BATCH = 512;

let receiver: OtlpReceiver;
afterAll(async () => {
  delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  await receiver.stop();
});

it('a queue that is full at the end is sent whole, though its batches go out at once', async () => {
  receiver = await OtlpReceiver.start();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = receiver.url;
  const tracing = startTracing({
    serviceName: 'clew-api',
    environment: 'test',
    olderNames: false,
    log: { error: silent, warn: silent, info: silent, debug: silent },
  });
  // The first batch leaves the queue at once; nothing else does before this turn of the event loop is over.
  for (let n = 0; n < QUEUE + FIRST_BATCH; n++) withSpan('count_items', () => n);

  await tracing.shutdown();

  expect(receiver.spans()).toHaveLength(QUEUE + FIRST_BATCH);
});
