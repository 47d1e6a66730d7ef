import {
  type Context,
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import type { CommitMetadata } from '#libs/event-sourcing';

/** The active span as the W3C headers that are stored with a commit; nothing when tracing is off. */
export function activeTraceContext(): { traceparent?: string; tracestate?: string } {
  const spanContext = trace.getActiveSpan()?.spanContext();
  if (!spanContext || !isSpanContextValid(spanContext)) return {};
  const tracestate = spanContext.traceState?.serialize();
  return { traceparent: traceparentOf(spanContext), ...(tracestate && { tracestate }) };
}

export function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** Of what is stored with a commit: what is opened in it goes on with that trace. */
export function contextOf({ traceparent, tracestate }: Pick<CommitMetadata, 'traceparent' | 'tracestate'>): Context {
  const spanContext = traceparent === undefined ? undefined : spanContextOf(traceparent, tracestate);
  return spanContext ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT;
}

/** Of a stored header, which this product has written itself. */
export function spanContextOf(traceparent: string, tracestate?: string): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-');
  const traceState = tracestate === undefined ? undefined : createTraceState(tracestate);
  const traceFlags = Number.parseInt(flags, 16);
  const spanContext = { traceId, spanId, traceFlags, isRemote: true, ...(traceState && { traceState }) };
  return isSpanContextValid(spanContext) ? spanContext : undefined;
}

/** Of a stored header, as the API shows it. */
export function traceOf(
  traceparent: string | undefined,
): { trace_id: string; span_id: string; sampled: boolean } | undefined {
  const spanContext = traceparent === undefined ? undefined : spanContextOf(traceparent);
  if (!spanContext) return undefined;
  const { traceId, spanId, traceFlags } = spanContext;
  return { trace_id: traceId, span_id: spanId, sampled: (traceFlags & TraceFlags.SAMPLED) === TraceFlags.SAMPLED };
}

/** Ids of the active span, as problem documents and logs show them; nothing when tracing is off. */
export function activeTrace(): { trace_id?: string; span_id?: string } {
  const spanContext = trace.getActiveSpan()?.spanContext();
  if (!spanContext || !isSpanContextValid(spanContext)) return {};
  return { trace_id: spanContext.traceId, span_id: spanContext.spanId };
}
