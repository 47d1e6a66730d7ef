import { type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { EventSourcingError, type EventSourcingErrorCode, Refusal } from '#libs/event-sourcing';
import { attribute } from './attributes.js';

export type ErrorType = 'validation' | 'permission' | 'not_found' | 'conflict' | 'unavailable' | 'unexpected';

export interface ErrorDescription {
  readonly type: ErrorType;
  /** A few fixed words: the description of a span's status. */
  readonly summary: string;
  /** What may be shown of the error; absent where it might hold content. */
  readonly message?: string;
}

const ofCode: Record<EventSourcingErrorCode, Omit<ErrorDescription, 'message'>> = {
  version_conflict: { type: 'conflict', summary: 'Conflict' },
  too_many_conflicts: { type: 'conflict', summary: 'Conflict' },
  lease_lost: { type: 'conflict', summary: 'Lease lost' },
  commit_too_large: { type: 'validation', summary: 'Commit too large' },
  invalid_commit: { type: 'unexpected', summary: 'Invalid commit' },
  invalid_cursor: { type: 'validation', summary: 'Invalid cursor' },
  log_contended: { type: 'unavailable', summary: 'Log contended' },
  store_unavailable: { type: 'unavailable', summary: 'Store unavailable' },
};

export function describeError(error: unknown): ErrorDescription {
  if (error instanceof Refusal) return { type: error.kind, summary: error.summary, message: error.message };
  if (error instanceof EventSourcingError) return { ...ofCode[error.code], message: error.message };
  return { type: 'unexpected', summary: error instanceof Error ? error.name : 'Unexpected error' };
}

const failed = new WeakMap<Span, ErrorType>();
const recorded = new WeakSet<object>();

/** What {@link fail} was called with; undefined where it was not. */
export function failureOf(span: Span): ErrorType | undefined {
  return failed.get(span);
}

/** Marks a span as failed, also where the work returns normally: {@link succeed} leaves it alone afterwards. */
export function fail(span: Span, type: ErrorType, message: string): void {
  failed.set(span, type);
  if (!span.isRecording()) return;
  span.setAttribute(attribute.errorType, type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

/** In the SDK a later OK wipes an ERROR and its message, so OK is set only where nothing failed before. */
export function succeed(span: Span): void {
  if (!failed.has(span)) span.setStatus({ code: SpanStatusCode.OK });
}

/** One thrown error leaves one exception event, on the first span that asks: the innermost. */
export function recordExceptionOnce(span: Span, error: unknown): void {
  if (!span.isRecording() || !(error instanceof Error) || recorded.has(error)) return;
  recorded.add(error);
  // Not the error itself: of one with a `code` the SDK gives that for its type.
  span.recordException({ name: error.name, message: error.message, stack: error.stack ?? '' });
}

/** For an error that ended no span of ours: its exception stands on the active one. */
export function recordUnseenException(error: unknown): void {
  const span = trace.getActiveSpan();
  if (span) recordExceptionOnce(span, error);
}
