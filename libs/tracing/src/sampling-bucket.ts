import { createTraceState, type SpanContext, type TraceState } from '@opentelemetry/api';

/** In `tracestate`, and so in whatever a trace causes. */
const KEY = 'clew';
const BUCKETS = 100;

/** From 0 to 99, evenly, of the last digits, which are random. */
export function bucketOfTrace(traceId: string): number {
  return Number.parseInt(traceId.slice(-8), 16) % BUCKETS;
}

/** The one that it was given, or would be. */
export function bucketOf({ traceState, traceId }: SpanContext): number {
  return bucketOfState(traceState) ?? bucketOfTrace(traceId);
}

/** Undefined: it was never given one. */
export function bucketOfState(traceState: TraceState | undefined): number | undefined {
  const [, digits] = /^b(\d{1,2})$/.exec(traceState?.get(KEY) ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits);
}

export function withBucket(traceState: TraceState | undefined, bucket: number): TraceState {
  return (traceState ?? createTraceState()).set(KEY, `b${bucket}`);
}
