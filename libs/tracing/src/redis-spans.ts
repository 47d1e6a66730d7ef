import { SpanStatusCode } from '@opentelemetry/api';
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { fail } from './failure.js';

/** The calls of Redis that a span of ours waits for, each as a span under it. */
export class RedisInstrumentation extends IORedisInstrumentation {
  constructor() {
    super({ requireParentSpan: true, dbStatementSerializer: textOf });
  }
}

const SCRIPTS = new Set(['eval', 'evalsha']);

/** A key says whose it is: what it begins with is all that is shown of it, and no value is. */
function textOf(command: string, args: readonly unknown[]): string {
  // Script, number of keys, keys, values.
  const key = String(args[SCRIPTS.has(command) ? 2 : 0] ?? '');
  const [prefix] = /^clew:[a-z-]+:/.exec(key) ?? [''];
  return prefix ? `${command} ${prefix}?` : command;
}

/** Those spans in the words of the product: failures without the server's text, which may hold a key. */
export class RedisProcessor implements SpanProcessor {
  readonly #scope: string;

  constructor({ instrumentationName }: RedisInstrumentation) {
    this.#scope = instrumentationName;
  }

  onStart(): void {}

  onEnding(span: Span): void {
    if (span.instrumentationScope.name !== this.#scope || span.status.code !== SpanStatusCode.ERROR) return;
    // The request goes on without Redis: it is no exception of it.
    span.events.splice(0);
    fail(span, 'unavailable', 'Redis unavailable');
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
