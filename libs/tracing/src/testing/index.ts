export { RecordedSpans } from './recorded-spans.js';
