import { expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { until } from '#testing/event-sourcing';
import { Collector, describeWithCollector } from '#testing/tracing';
import { bucketOfTrace } from './sampling-bucket.js';

const TRACES = 1_000;
const [INTERNAL, SERVER, CONSUMER] = [1, 2, 5];
const ERROR = 2;

interface Made {
  readonly traceId: string;
  readonly isError: boolean;
  readonly isSlow: boolean;
  readonly isHealth: boolean;
}

const nanoseconds = (ms: number) => `${BigInt(Math.round(ms)) * 1_000_000n}`;
const idOf = (bytes: number) => randomBytes(bytes).toString('hex');
/** Spread like random ones, and the same each time. */
const traceIdOf = (n: number) => createHash('sha256').update(String(n)).digest('hex').slice(0, 32);
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** A request with a step, which is an error, and what goes on for two seconds after the answer. */
function spansOf({ traceId, isError, isSlow, isHealth }: Made) {
  const [start, root] = [Date.now() - 5_000, idOf(8)];
  const span = (name: string, kind: number, ms: number, more: object) => ({
    traceId,
    name,
    kind,
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(start + ms),
    ...more,
  });
  const attributes = [
    { key: 'sampling.bucket', value: { intValue: bucketOfTrace(traceId) } },
    text('url.path', isHealth ? '/health' : '/api/tasks'),
  ];
  return [
    span('POST /api/tasks', SERVER, isSlow ? 600 : 50, { spanId: root, attributes }),
    span('create_task', INTERNAL, 20, {
      spanId: idOf(8),
      parentSpanId: root,
      ...(isError && { status: { code: ERROR } }),
    }),
    span('notify_external_service', CONSUMER, 2_000, { spanId: idOf(8), parentSpanId: root }),
  ];
}

async function send(url: string, made: readonly Made[]): Promise<void> {
  const spans = made.flatMap(spansOf);
  const body = JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: 'test' }, spans }] }] });
  const headers = { 'content-type': 'application/json' };
  const { status } = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body });
  expect(status).toBe(200);
}

describeWithCollector(
  'BP5 behind the shipped configuration of a real Collector',
  (collector) => {
    it('is a configuration', () => {
      expect(Collector.wrongIn()).toBeUndefined();
      expect(Collector.wrongIn({ DECISION_WAIT: 'soon' })).toContain('decision_wait');
    });

    it('every error and every slow request is kept whole, and a tenth of the rest', async () => {
      const made = Array.from({ length: TRACES }, (_, n) => ({
        traceId: traceIdOf(n),
        isError: n % 20 === 0,
        isSlow: n % 50 === 1,
        isHealth: n % 100 === 2,
      }));
      for (let from = 0; from < TRACES; from += 100) {
        await send(`http://127.0.0.1:${collector().httpPort}`, made.slice(from, from + 100));
      }
      const wanted = made.filter(({ isHealth }) => !isHealth);
      const expected = wanted.filter(
        ({ traceId, isError, isSlow }) => isError || isSlow || bucketOfTrace(traceId) < 10,
      );
      await until(() => collector().kept.length >= 3 * expected.length, 'what is kept', 20_000);

      const counts = Map.groupBy(collector().kept, ({ traceId }) => traceId);
      expect([...counts.keys()].toSorted()).toEqual(expected.map(({ traceId }) => traceId).toSorted());
      expect([...counts.values()].every((spans) => spans.length === 3)).toBe(true);
      // 930 of the rest: three standard deviations around a tenth.
      const rest = expected.filter(({ isError, isSlow }) => !isError && !isSlow).length;
      expect(Math.abs(rest - 92)).toBeLessThan(3 * Math.sqrt(920 * 0.1 * 0.9));
    }, 60_000);
  },
  { shipped: true },
);
