export { isWellNamed } from './name-rule.js';
export { OtlpReceiver, type ReceivedExport } from './otlp-receiver.js';
export { RecordedSpans } from './recorded-spans.js';
export type { SeenEvent, SeenSpan } from './seen-span.js';
export { exceptionsIn, pathTo, spanNamed, treeOf } from './span-tree.js';
