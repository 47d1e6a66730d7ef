import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Log } from './sdk-logger.js';

const WRITES = [
  'setAttribute',
  'setAttributes',
  'addEvent',
  'addLink',
  'addLinks',
  'setStatus',
  'updateName',
  'recordException',
  'end',
] as const;

/** For development: says which ended span is written to, and where. The SDK drops what is written, and knows no name. */
export class LateWrites implements SpanProcessor {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  onStart(): void {}

  onEnd(ended: ReadableSpan): void {
    const span = ended as Span;
    for (const write of WRITES) {
      const complain = (): Span => {
        this.#log.warn(`${write} on the ended span ${span.name} changes nothing${placeOf(new Error(write))}`);
        return span;
      };
      Object.defineProperty(span, write, { value: complain });
    }
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** The first line of the stack that is not of this file or of a library. */
function placeOf({ stack = '' }: Error): string {
  const line = stack
    .split('\n')
    .slice(1)
    .find((each) => !/late-writes\.[jt]s|node_modules|node:|<anonymous>/.test(each));
  return line === undefined ? '' : `,${line.trimEnd().replace(/^\s+/, ' ')}`;
}
