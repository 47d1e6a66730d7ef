import { SpanStatusCode } from '@opentelemetry/api';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { attribute } from './attributes.js';
import { fail } from './failure.js';

/** The calls that a span of ours waits for, each as a span under it; the trace goes on at the other end. */
export class FetchInstrumentation extends UndiciInstrumentation {
  constructor() {
    super({ requireParentforSpans: true });
  }
}

/** Those spans in the words of the product: a failure without the error's own text, which may hold an address. */
export class FetchProcessor implements SpanProcessor {
  readonly #scope: string;

  constructor({ instrumentationName }: FetchInstrumentation) {
    this.#scope = instrumentationName;
  }

  onStart(): void {}

  onEnding(span: Span): void {
    if (span.instrumentationScope.name !== this.#scope || span.status.code !== SpanStatusCode.ERROR) return;
    // Whoever called records the exception, if it is one.
    span.events.splice(0);
    const status = span.attributes[attribute.httpStatus];
    fail(span, 'unavailable', status === undefined ? 'No answer' : `Answered ${String(status)}`);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
