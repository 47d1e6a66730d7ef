import { afterEach, describe, expect, it } from '@jest/globals';
import { type Link, ROOT_CONTEXT, type SpanContext, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { createHash } from 'node:crypto';
import { samplerOf } from './sampler.js';
import { bucketOfState, bucketOfTrace, withBucket } from './sampling-bucket.js';

let traces = 0;
/** Spread like random ones, and the same each time. */
const nextTrace = () => createHash('sha256').update(String(traces++)).digest('hex').slice(0, 32);
const SPAN = '00f067aa0ba902b7';
const contextOf = (traceId: string, more: Partial<SpanContext> = {}): SpanContext => ({
  traceId,
  spanId: SPAN,
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
  ...more,
});
const linkTo = (traceId: string, more: Partial<SpanContext> = {}): Link => ({ context: contextOf(traceId, more) });

function sample(
  environment: NodeJS.ProcessEnv,
  { traceId = nextTrace(), parent, links = [] }: { traceId?: string; parent?: SpanContext; links?: Link[] } = {},
) {
  const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
  const result = samplerOf(environment).shouldSample(context, traceId, 'x', SpanKind.SERVER, {}, links);
  return {
    isSampled: result.decision === SamplingDecision.RECORD_AND_SAMPLED,
    bucket: result.attributes?.['sampling.bucket'],
    state: result.traceState,
  };
}

afterEach(() => {
  delete process.env['OTEL_TRACES_SAMPLER'];
});

const RATIO = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' };

describe('BP5 the environment’s samplers', () => {
  it.each([
    ['always_on', true],
    ['always_off', false],
    ['parentbased_always_on', true],
    ['parentbased_always_off', false],
  ])('%s decides about roots', (OTEL_TRACES_SAMPLER, isSampled) => {
    expect(sample({ OTEL_TRACES_SAMPLER }).isSampled).toBe(isSampled);
  });

  it.each([true, false])('parentbased follow a parent that is sampled: %s', (sampled) => {
    const traceId = nextTrace();
    const parent = contextOf(traceId, { traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE });
    for (const OTEL_TRACES_SAMPLER of ['parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio']) {
      expect(sample({ OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG: '0.5' }, { traceId, parent }).isSampled).toBe(
        sampled,
      );
    }
  });

  it('a tenth of ten thousand roots is about a thousand, the same in both services', () => {
    const roots = Array.from({ length: 10_000 }, nextTrace);
    const kept = roots.filter((traceId) => sample(RATIO, { traceId }).isSampled);
    const ratio = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' };
    const inTheOther = roots.filter((traceId) => sample(ratio, { traceId }).isSampled);

    // Three standard deviations.
    expect(Math.abs(kept.length - 1_000)).toBeLessThan(3 * Math.sqrt(10_000 * 0.1 * 0.9));
    expect(inTheOther).toEqual(kept);
  });
});

describe('what belongs together is kept together', () => {
  it('a root that links to a recorded trace is recorded; not where none is to begin', () => {
    const links = [linkTo(nextTrace(), { traceFlags: TraceFlags.NONE }), linkTo(nextTrace())];
    for (let tries = 0; tries < 50; tries++) expect(sample(RATIO, { links }).isSampled).toBe(true);
    expect(sample({ OTEL_TRACES_SAMPLER: 'always_off' }, { links }).isSampled).toBe(false);
    const unsampled = Array.from({ length: 200 }, () => sample(RATIO, { links: links.slice(0, 1) }).isSampled);
    expect(unsampled).toContain(false);
  });

  it('a trace gets its bucket where it comes in, and keeps it at the other end', () => {
    const traceId = nextTrace();
    const { bucket, state } = sample({}, { traceId });
    const parent = contextOf(traceId, { ...(state && { traceState: state }) });

    expect(bucket).toBe(bucketOfTrace(traceId));
    expect(bucketOfState(state)).toBe(bucket);
    expect(sample({}, { traceId, parent })).toMatchObject({ bucket });
    expect(sample({}, { traceId, parent: contextOf(traceId) }).bucket).toBe(bucket);
    expect(sample({}, { traceId, parent: contextOf(traceId, { isRemote: false }) }).bucket).toBeUndefined();
  });

  it('what a trace caused has the bucket of that, of several the lowest', () => {
    const links = [17, 5, 80].map((bucket) => linkTo(nextTrace(), { traceState: withBucket(undefined, bucket) }));

    expect(sample({}, { links }).bucket).toBe(5);
    expect(sample({}, { links: [...links, linkTo(`${'a'.repeat(24)}00000003`)] }).bucket).toBe(3);
  });

  it('buckets are even', () => {
    const counts = new Map<number, number>();
    for (let n = 0; n < 100_000; n++) {
      const bucket = bucketOfTrace(nextTrace());
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    expect(counts.size).toBe(100);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(5 * Math.sqrt(1_000));
  });
});
