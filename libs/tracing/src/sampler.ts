import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Link,
  type SpanKind,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { attribute } from './attributes.js';
import { bucketOf, bucketOfState, bucketOfTrace, withBucket } from './sampling-bucket.js';

/**
 * The environment's sampler, so that links do not lead to traces that nobody kept: what links to a recorded trace is
 * recorded too, and traces that belong together have one bucket, by which a Collector keeps or drops them together.
 */
class LinkedSampler implements Sampler {
  readonly #inner: Sampler;
  readonly #followsLinks: boolean;

  /** @param followsLinks not where no trace is to begin here at all */
  constructor(inner: Sampler, followsLinks: boolean) {
    this.#inner = inner;
    this.#followsLinks = followsLinks;
  }

  shouldSample(
    parentContext: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const result = this.#inner.shouldSample(parentContext, traceId, name, kind, attributes, links);
    const parent = trace.getSpanContext(parentContext);
    const isRoot = !parent || !isSpanContextValid(parent);
    const isLinked = isRoot && this.#followsLinks && links.some(isSampled);
    const decision = isLinked ? SamplingDecision.RECORD_AND_SAMPLED : result.decision;
    // What is opened inside goes with the span that the trace comes in by.
    if (decision === SamplingDecision.NOT_RECORD || !(isRoot || parent.isRemote)) return { ...result, decision };
    const bucket =
      bucketOfState(parent?.traceState) ??
      lowestOf(isRoot ? links : []) ??
      bucketOfTrace(isRoot ? traceId : parent.traceId);
    return {
      decision,
      attributes: { ...result.attributes, [attribute.samplingBucket]: bucket },
      traceState: withBucket(parent?.traceState, bucket),
    };
  }

  toString(): string {
    return `LinkedSampler(${this.#inner.toString()})`;
  }
}

function isSampled({ context: { traceFlags } }: Link): boolean {
  return (traceFlags & TraceFlags.SAMPLED) === TraceFlags.SAMPLED;
}

function lowestOf(links: readonly Link[]): number | undefined {
  return links.length === 0 ? undefined : Math.min(...links.map((link) => bucketOf(link.context)));
}

/** As the environment has it; call it after wrong values were dropped. */
export function samplerOf(environment: NodeJS.ProcessEnv): Sampler {
  const name = environment['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on';
  const ratio = Number(environment['OTEL_TRACES_SAMPLER_ARG'] || 1);
  const root = rootSamplerOf(name.replace('parentbased_', ''), ratio);
  const inner = name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
  return new LinkedSampler(inner, !name.endsWith('always_off'));
}

function rootSamplerOf(name: string, ratio: number): Sampler {
  if (name === 'always_off') return new AlwaysOffSampler();
  return name === 'traceidratio' ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler();
}
