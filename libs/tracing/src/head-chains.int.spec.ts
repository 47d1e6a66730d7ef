import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { OtlpReceiver } from '#testing/tracing';
import { startTracing, type Tracing } from './start-tracing.js';
import { linksIn, makeChains } from './testing/chains.js';
import { setOtelVariables } from './testing/otel-variables.js';

const CHAINS = 10_000;
const silent = () => {};
let receiver: OtlpReceiver;
let tracing: Tracing;
beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  setOtelVariables({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/v1/traces`,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_BSP_MAX_QUEUE_SIZE: '100000',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.1',
  });
  const log = { error: silent, warn: silent, info: silent, debug: silent };
  tracing = startTracing({ serviceName: 'clew-api', environment: 'test', olderNames: false, log });
});
afterAll(() => receiver.stop());

it('of ten thousand chains, a tenth of which is recorded, no link dangles', async () => {
  makeChains(CHAINS);
  await tracing.shutdown();

  const kept = receiver.spans();
  const requests = kept.filter(({ name }) => name === 'POST /api/tasks').length;
  const { links, dangling } = linksIn(kept, () => true);
  expect(Math.abs(requests - CHAINS / 10)).toBeLessThan(3 * Math.sqrt(CHAINS * 0.1 * 0.9));
  expect(links).toBeGreaterThan(requests / 3);
  expect(dangling).toBe(0);
  // What links to a request that is not recorded is counted instead.
  expect(kept.some(({ attributes }) => Number(attributes['es.links.unsampled']) > 0)).toBe(true);
}, 60_000);
