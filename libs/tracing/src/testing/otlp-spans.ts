import { KINDS, type SeenSpan, STATUSES, withoutBucket } from './seen-span.js';

interface Value {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly Value[] };
}

interface Attributed {
  readonly attributes?: readonly { readonly key: string; readonly value: Value }[];
}

interface OtlpSpan extends Attributed {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly events?: readonly (Attributed & { readonly name: string; readonly timeUnixNano: string })[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

interface ScopeSpans {
  readonly scope?: { readonly name?: string; readonly version?: string };
  readonly spans?: readonly OtlpSpan[];
}

interface ExportRequest {
  readonly resourceSpans?: readonly { readonly resource?: Attributed; readonly scopeSpans?: readonly ScopeSpans[] }[];
}

/** The spans of an export in OTLP's JSON. */
export function seenSpans(request: unknown): SeenSpan[] {
  const { resourceSpans = [] } = request as ExportRequest;
  return resourceSpans.flatMap(({ resource = {}, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ scope = {}, spans = [] }) => {
      const shared = { scope: `${scope.name}@${scope.version}`, resource: attributesOf(resource) };
      return spans.map((span) => ({ ...seenSpan(span), ...shared }));
    }),
  );
}

function seenSpan(span: OtlpSpan): Omit<SeenSpan, 'scope' | 'resource'> {
  const { traceId, spanId, parentSpanId, traceState, name, kind, status = {}, events = [], links = [] } = span;
  const startMs = milliseconds(span.startTimeUnixNano);
  return {
    traceId,
    spanId,
    ...(parentSpanId && { parentSpanId }),
    ...(traceState && { traceState }),
    name,
    kind: KINDS[kind - 1] ?? 'INTERNAL',
    status: STATUSES[status.code ?? 0] ?? 'UNSET',
    ...(status.message && { description: status.message }),
    ...withoutBucket(attributesOf(span)),
    events: events.map((event) => ({
      name: event.name,
      attributes: attributesOf(event),
      atMs: milliseconds(event.timeUnixNano),
    })),
    links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
    startMs,
    durationMs: milliseconds(span.endTimeUnixNano) - startMs,
  };
}

function attributesOf({ attributes = [] }: Attributed): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf({ stringValue, boolValue, intValue, doubleValue, arrayValue }: Value): unknown {
  if (arrayValue) return (arrayValue.values ?? []).map(valueOf);
  return stringValue ?? boolValue ?? doubleValue ?? (intValue === undefined ? undefined : Number(intValue));
}

function milliseconds(unixNano: string): number {
  return Number(BigInt(unixNano) / 1_000n) / 1e3;
}
