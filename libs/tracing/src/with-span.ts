import { type Context, context, type Span, type SpanOptions, trace, type Tracer } from '@opentelemetry/api';
import { describeError, fail, failureOf, recordExceptionOnce, succeed } from './failure.js';
import { VERSION } from './version.js';

/** The tracer of this lib: every span that the product opens itself. */
export const tracer = trace.getTracer('clew.tracing', VERSION);

/** How work ended. */
export type Outcome = { readonly failed: false } | { readonly failed: true; readonly error: unknown };

const success: Outcome = { failed: false };

/** Calls `work` and tells once how it ended. Synchronous work stays synchronous. */
export function settling<Result>(work: () => Result, settle: (outcome: Outcome) => void): Result {
  let result: Result;
  try {
    result = work();
  } catch (error) {
    settle({ failed: true, error });
    throw error;
  }
  if (!isPromiseLike(result)) {
    settle(success);
    return result;
  }
  return result.then(
    (value) => {
      settle(success);
      return value;
    },
    (error: unknown) => {
      settle({ failed: true, error });
      throw error;
    },
  ) as Result;
}

function isPromiseLike(result: unknown): result is PromiseLike<unknown> {
  return typeof (result as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function';
}

export interface WithSpanOptions extends SpanOptions {
  /** Of the module that opens the span. Default: the tracing lib's. */
  readonly tracer?: Tracer;
  /** Default: the active one. */
  readonly context?: Context;
}

/**
 * Runs `work` inside a span that ends when the work returns, throws, resolves or rejects: OK, or ERROR with one
 * exception event. The span is active inside, so that nested spans are its children.
 */
export function withSpan<Result>(
  name: string,
  work: (span: Span) => Result,
  { tracer: owner = tracer, context: parent = context.active(), ...options }: WithSpanOptions = {},
): Result {
  const span = owner.startSpan(name, options, parent);
  return settling(
    () => context.with(trace.setSpan(parent, span), work, undefined, span),
    (outcome) => endSpan(span, outcome),
  );
}

/** Sets the status that the outcome asks for, the exception once, and ends the span. */
export function endSpan(span: Span, outcome: Outcome): void {
  if (outcome.failed) {
    const { type, summary } = describeError(outcome.error);
    recordExceptionOnce(span, outcome.error);
    // Whoever said before what went wrong knew better.
    if (failureOf(span) === undefined) fail(span, type, summary);
  } else {
    succeed(span);
  }
  span.end();
}
