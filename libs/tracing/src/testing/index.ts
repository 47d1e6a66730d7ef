export { Collector, describeWithCollector } from './collector.js';
export { isWellNamed } from './name-rule.js';
export { OtlpReceiver } from './otlp-receiver.js';
export { PageWithBlocks, quotes, regionsOf } from './page-blocks.js';
export { seenSpans } from './otlp-spans.js';
export { RecordedSpans } from './recorded-spans.js';
export type { SeenSpan } from './seen-span.js';
export { exceptionsIn, pathTo, spanNamed, treeOf } from './span-tree.js';
