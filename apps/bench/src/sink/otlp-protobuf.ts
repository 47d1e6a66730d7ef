import { BATCH_COUNT } from './otlp-json.js';
import { eachField } from './protobuf-fields.js';
import type { ReceivedSpan } from './traces.js';

// Numbers of the fields in opentelemetry/proto: ExportTraceServiceRequest, ResourceSpans, ScopeSpans, Span, KeyValue.
const RESOURCE_SPANS = 1;
const SCOPE_SPANS = 2;
const SPANS = 2;
const SPAN = { traceId: 1, parentSpanId: 4, name: 5, attributes: 9 } as const;
const KEY_VALUE = { key: 1, value: 2 } as const;
const INT_VALUE = 3;

export function readProtobuf(body: Buffer): ReceivedSpan[] {
  const spans: ReceivedSpan[] = [];
  eachField(body, (field, resourceSpans) => {
    if (field !== RESOURCE_SPANS) return;
    eachField(resourceSpans, (inner, scopeSpans) => {
      if (inner !== SCOPE_SPANS) return;
      eachField(scopeSpans, (innermost, span) => {
        if (innermost === SPANS) spans.push(readSpan(span));
      });
    });
  });
  return spans;
}

function readSpan(message: Buffer): ReceivedSpan {
  const span = { traceId: '', name: '', isRoot: true, batchCount: 0 };
  eachField(message, (field, bytes) => {
    if (field === SPAN.traceId) span.traceId = bytes.toString('hex');
    else if (field === SPAN.parentSpanId) span.isRoot = bytes.length === 0;
    else if (field === SPAN.name) span.name = bytes.toString();
    // A parent's id comes before the attributes.
    else if (field === SPAN.attributes && span.isRoot) span.batchCount += batchCountOf(bytes);
  });
  return span;
}

function batchCountOf(keyValue: Buffer): number {
  let key = '';
  let count = 0;
  eachField(keyValue, (field, bytes) => {
    if (field === KEY_VALUE.key) key = bytes.toString();
    else if (field === KEY_VALUE.value && key === BATCH_COUNT) {
      eachField(bytes, (kind, _bytes, value) => {
        if (kind === INT_VALUE) count = value;
      });
    }
  });
  return count;
}
