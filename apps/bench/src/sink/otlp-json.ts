import type { ReceivedSpan } from './traces.js';

export const BATCH_COUNT = 'es.batch.count';

interface Span {
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly intValue?: number | string } }[];
}

/** ExportTraceServiceRequest, as far as it is counted. */
interface Request {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

export function* readJson(body: Buffer): Generator<ReceivedSpan> {
  const { resourceSpans } = JSON.parse(body.toString()) as Request;
  for (const { scopeSpans } of resourceSpans) for (const { spans } of scopeSpans) yield* spans.map(toReceived);
}

function toReceived({ traceId, parentSpanId, name, attributes }: Span): ReceivedSpan {
  const isRoot = !parentSpanId;
  const batchCount = isRoot ? attributes.find(({ key }) => key === BATCH_COUNT)?.value.intValue : undefined;
  return { traceId, name, isRoot, batchCount: Number(batchCount ?? 0) };
}
