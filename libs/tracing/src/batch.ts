import { context, createContextKey } from '@opentelemetry/api';

const key = createContextKey('clew.batch');

/** For commands that are one of many in a request: each draws its own span and nothing below it. */
export function inBatch<Result>(work: () => Result): Result {
  return context.with(context.active().setValue(key, true), work);
}

export function isInBatch(): boolean {
  return context.active().getValue(key) === true;
}
