import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { stripVTControlCharacters, styleText } from 'node:util';
import { attribute } from './attributes.js';

/** Spans of requests that are still on their way; whatever is beyond was never meant to be looked at. */
const MOST_TRACES = 256;
const MOST_SPANS = 200;

/** Where the trees are read. Zero or nothing: it does not know its size. */
interface Screen {
  readonly rows?: number;
  readonly columns?: number;
}

/** Prints each request's trace as a small tree when its SERVER span ends: names, durations, domain events, errors. */
export class ConsoleTree implements SpanProcessor {
  readonly #print: (tree: string) => void;
  readonly #screen: Screen;
  readonly #traces = new Map<string, ReadableSpan[]>();

  constructor(print: (tree: string) => void, screen: Screen = process.stdout) {
    this.#print = print;
    this.#screen = screen;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    const { traceId } = span.spanContext();
    const spans = this.#traces.get(traceId) ?? [];
    if (isLocalRoot(span) && !spans.some((other) => isParentOf(other, span))) {
      this.#traces.delete(traceId);
      if (span.kind === SpanKind.SERVER) this.#print(treeOf(span, spans, this.#screen));
    } else if (spans.length < MOST_SPANS) {
      spans.push(span);
      this.#traces.set(traceId, spans);
      if (this.#traces.size > MOST_TRACES) this.#traces.delete(this.#traces.keys().next().value ?? '');
    }
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {
    this.#traces.clear();
  }
}

/** Also of what goes on from a stored event: its append is of this request, as long as that is on its way. */
function isParentOf(span: ReadableSpan, { parentSpanContext }: ReadableSpan): boolean {
  return span.spanContext().spanId === parentSpanContext?.spanId;
}

function isLocalRoot({ parentSpanContext }: ReadableSpan): boolean {
  return !parentSpanContext || parentSpanContext.isRemote === true;
}

function treeOf(root: ReadableSpan, spans: readonly ReadableSpan[], screen: Screen): string {
  const columns = screen.columns || 80;
  // One stays empty between two trees.
  const mostRows = (screen.rows || 24) - 1;
  const children = Map.groupBy(spans, ({ parentSpanContext }) => parentSpanContext?.spanId);
  const lines = linesOf(root, children, '', '').map((line) => fitted(line, columns));
  const trace = styleText('dim', `trace ${root.spanContext().traceId}`);
  if (lines.length < mostRows) return [...lines, trace].join('\n');
  const shown = lines.slice(0, mostRows - 2);
  return [...shown, styleText('dim', `… ${lines.length - shown.length} more`), trace].join('\n');
}

/** A line that wraps would take another row. */
function fitted(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= columns ? line : `${plain.slice(0, columns - 1)}…`;
}

type Children = ReadonlyMap<string | undefined, readonly ReadableSpan[]>;

function linesOf(span: ReadableSpan, children: Children, first: string, next: string): string[] {
  const below = (children.get(span.spanContext().spanId) ?? []).toSorted((a, b) => startOf(a) - startOf(b));
  return [
    first + lineOf(span),
    ...below.flatMap((child, index) =>
      index === below.length - 1
        ? linesOf(child, children, `${next}└─ `, `${next}   `)
        : linesOf(child, children, `${next}├─ `, `${next}│  `),
    ),
  ];
}

function lineOf(span: ReadableSpan): string {
  const httpStatus = span.attributes[attribute.httpStatus];
  const events = span.events.filter(({ attributes }) => attributes?.[attribute.eventId] !== undefined);
  return [
    span.name,
    httpStatus === undefined ? '' : String(httpStatus),
    styleText('dim', `${millisecondsOf(span.duration).toFixed(1)} ms`),
    ...events.map(({ name }) => styleText('cyan', `● ${name}`)),
    failureOf(span),
  ]
    .filter((part) => stripVTControlCharacters(part) !== '')
    .join(' ');
}

function failureOf({ status, attributes }: ReadableSpan): string {
  if (status.code !== SpanStatusCode.ERROR) return '';
  return styleText('red', `✗ ${status.message ?? 'failed'} (${String(attributes[attribute.errorType])})`);
}

function millisecondsOf([seconds, nanoseconds]: ReadableSpan['duration']): number {
  return seconds * 1e3 + nanoseconds / 1e6;
}

function startOf({ startTime }: ReadableSpan): number {
  return millisecondsOf(startTime);
}
