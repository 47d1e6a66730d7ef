import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { until } from '#testing/event-sourcing';
import { type DriverSpans, startTracing, type Tracing } from '#libs/tracing';
import { isWellNamed } from './name-rule.js';
import { setOtelVariables } from './otel-variables.js';
import { KINDS, type SeenSpan, STATUSES, withoutBucket } from './seen-span.js';

const silent = () => {};
/** What the SDK says of a span that is written to, or ended again, after its end. */
const AFTER_END = /ended span|only call end/i;

export interface RecordedSpansOptions {
  readonly olderNames?: boolean;
  readonly drivers?: readonly DriverSpans[];
}

/** Tracing as the product starts it, with its spans kept here. Once a spec file: tracers remember their provider. */
export class RecordedSpans implements SpanProcessor {
  readonly #tracing: Tracing;
  readonly #misnamed = new Set<string>();
  readonly #complaints: string[] = [];
  #started = new Map<string, SeenSpan | undefined>();

  constructor({ olderNames = true, drivers = [] }: RecordedSpansOptions = {}) {
    setOtelVariables({});
    const complain = (message: string) => void this.#complaints.push(message);
    this.#tracing = startTracing({
      serviceName: 'clew-api',
      environment: 'test',
      olderNames,
      log: { error: complain, warn: complain, info: silent, debug: silent },
      processors: [this],
      drivers,
    });
  }

  /** All that have ended, in the order of their starts. */
  get all(): readonly SeenSpan[] {
    return [...this.#started.values()].filter((span) => span !== undefined);
  }

  /** Also those that have not ended. */
  get started(): number {
    return this.#started.size;
  }

  ofTrace(traceId: string): readonly SeenSpan[] {
    return this.all.filter((span) => span.traceId === traceId);
  }

  /** The trace that an answer leads to, once its SERVER span has ended. */
  async ofResponse({ headers }: Response): Promise<readonly SeenSpan[]> {
    const [, traceId = '', spanId = ''] = headers.get('traceresponse')?.split('-') ?? [];
    await until(() => this.#started.get(spanId) !== undefined, 'the end of the SERVER span');
    return this.ofTrace(traceId);
  }

  /** The root of another trace, with this name, that links to this one. */
  async linkedTo(traceId: string, name: string): Promise<SeenSpan> {
    const find = () =>
      this.all.find((span) => span.name === name && span.links.some((link) => link.traceId === traceId));
    await until(() => find() !== undefined, `a span ${name} with a link`);
    return find() as SeenSpan;
  }

  reset(): void {
    this.#started = new Map();
  }

  /** Of the tracing that this started. Also the end of a look at every span: its name, and that it ended once. */
  async stop(): Promise<void> {
    await this.#tracing.shutdown();
    if (this.#misnamed.size > 0) throw new Error(`names against the rule: ${[...this.#misnamed].join(', ')}`);
    const late = this.#complaints.filter((complaint) => AFTER_END.test(complaint));
    if (late.length > 0) throw new Error(`spans changed after their end: ${late.join(', ')}`);
  }

  onStart(span: ReadableSpan): void {
    this.#started.set(span.spanContext().spanId, undefined);
  }

  onEnd(span: ReadableSpan): void {
    const seen = seenSpan(span);
    if (!isWellNamed(seen)) this.#misnamed.add(seen.name);
    if (this.#started.has(seen.spanId)) this.#started.set(seen.spanId, seen);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

function seenSpan(span: ReadableSpan): SeenSpan {
  const { traceId, spanId, traceState } = span.spanContext();
  const { status, parentSpanContext, instrumentationScope: scope } = span;
  return {
    traceId,
    spanId,
    ...(parentSpanContext && { parentSpanId: parentSpanContext.spanId }),
    ...(traceState && { traceState: traceState.serialize() }),
    name: span.name,
    kind: KINDS[span.kind] ?? 'INTERNAL',
    status: STATUSES[status.code] ?? 'UNSET',
    ...(status.message !== undefined && { description: status.message }),
    ...withoutBucket(span.attributes),
    events: span.events.map(({ name, attributes = {}, time }) => ({ name, attributes, atMs: milliseconds(time) })),
    links: span.links.map(({ context }) => ({ traceId: context.traceId, spanId: context.spanId })),
    scope: `${scope.name}@${scope.version ?? ''}`,
    resource: span.resource.attributes,
    startMs: milliseconds(span.startTime),
    durationMs: milliseconds(span.duration),
  };
}

function milliseconds([seconds, nanoseconds]: ReadableSpan['startTime']): number {
  return seconds * 1e3 + nanoseconds / 1e6;
}
