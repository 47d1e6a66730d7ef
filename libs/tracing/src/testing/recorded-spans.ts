import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { startTracing, type Tracing } from '#libs/tracing';

const silent = () => {};

/** Tracing as the product starts it, with its spans kept here. Once a spec file: tracers remember their provider. */
export class RecordedSpans implements SpanProcessor {
  readonly #tracing: Tracing;
  #ended: ReadableSpan[] = [];

  constructor({ olderNames = true }: { readonly olderNames?: boolean } = {}) {
    this.#tracing = startTracing({
      serviceName: 'clew-api',
      environment: 'test',
      olderNames,
      log: { error: silent, warn: silent, info: silent, debug: silent },
      processors: [this],
    });
  }

  /** In the order of their ends. */
  get all(): readonly ReadableSpan[] {
    return this.#ended;
  }

  ofTrace(traceId: string): readonly ReadableSpan[] {
    return this.#ended.filter((span) => span.spanContext().traceId === traceId);
  }

  reset(): void {
    this.#ended = [];
  }

  /** Of the tracing that this started. */
  async stop(): Promise<void> {
    await this.#tracing.shutdown();
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    this.#ended.push(span);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
