import { expect, it } from '@jest/globals';
import { until } from '#testing/event-sourcing';
import { describeWithCollector } from '#testing/tracing';
import { startTracing } from './start-tracing.js';
import { linksIn, makeChains } from './testing/chains.js';
import { setOtelVariables } from './testing/otel-variables.js';

const CHAINS = 10_000;
const silent = () => {};

describeWithCollector(
  'behind the shipped configuration of a real Collector',
  (collector) => {
    it('of ten thousand chains, a tenth of which is kept, no link dangles but those of errors', async () => {
      setOtelVariables({
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector().httpPort}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_BSP_MAX_QUEUE_SIZE: '100000',
      });
      const log = { error: silent, warn: silent, info: silent, debug: silent };
      const tracing = startTracing({ serviceName: 'clew-api', environment: 'test', olderNames: false, log });
      const made = makeChains(CHAINS);
      await tracing.shutdown();
      const expected = made.filter(({ bucket, isError, isSlow }) => isError || isSlow || bucket < 10);
      const kept = () => new Set(collector().kept.map(({ traceId }) => traceId));
      await until(() => kept().size >= expected.length, 'what is kept', 60_000);

      const chance = new Set(made.filter(({ bucket }) => bucket < 10).map(({ traceId }) => traceId));
      const { links, dangling, apart } = linksIn(collector().kept, (traceId) => chance.has(traceId));
      expect(kept().size).toBe(expected.length);
      expect(Math.abs(chance.size - made.length / 10)).toBeLessThan(made.length / 50);
      expect(links).toBeGreaterThan(CHAINS / 10);
      expect(dangling).toBeLessThanOrEqual(links / 1_000);
      expect(apart).toBeGreaterThan(0);
    }, 120_000);
  },
  { shipped: true },
);
