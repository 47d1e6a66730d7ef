import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Log } from './sdk-logger.js';

/** Longer than any request may take. */
const LONGEST_MS = 60_000;
const LOOK_MS = 10_000;
/** More are open at once only where they are not ended at all. */
const MOST_WATCHED = 10_000;

interface Watched {
  readonly name: string;
  readonly since: number;
}

/** Names spans that nobody has ended for a minute: they are never exported, and hold memory. */
export class OpenSpans implements SpanProcessor {
  readonly #log: Log;
  readonly #now: () => number;
  /** In the order of their starts. */
  readonly #open = new Map<string, Watched>();
  readonly #looking: NodeJS.Timeout;

  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
    this.#looking = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  onStart(span: Span): void {
    if (this.#open.size < MOST_WATCHED) {
      this.#open.set(span.spanContext().spanId, { name: span.name, since: this.#now() });
    }
  }

  onEnd(span: ReadableSpan): void {
    this.#open.delete(span.spanContext().spanId);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {
    clearInterval(this.#looking);
  }

  /** Each once. */
  #look(): void {
    const late = new Map<string, number>();
    for (const [id, { name, since }] of this.#open) {
      if (this.#now() - since < LONGEST_MS) break;
      this.#open.delete(id);
      late.set(name, (late.get(name) ?? 0) + 1);
    }
    for (const [name, count] of late) {
      this.#log.warn(`${count} ${count === 1 ? 'span' : 'spans'} ${name} not ended after ${LONGEST_MS / 1_000} s`);
    }
  }
}
