import { HttpException, Logger } from '@nestjs/common';
import { EventSourcingError, type EventSourcingErrorCode, InvalidCursor, Refusal } from '#libs/event-sourcing';
import { activeTrace, recordUnseenException } from '#libs/tracing';
import { HttpProblem, isProblemCode, type Problem, type ProblemCode, problemOf } from './problems.js';

const codeOfStoreError: Record<EventSourcingErrorCode, ProblemCode> = {
  version_conflict: 'conflict',
  too_many_conflicts: 'conflict',
  lease_lost: 'unavailable',
  commit_too_large: 'body_too_large',
  invalid_commit: 'unexpected',
  invalid_cursor: 'invalid_cursor',
  log_contended: 'unavailable',
  store_unavailable: 'unavailable',
};

/** What Fastify and Nest refuse before a controller is reached. */
const codeOfStatus: Readonly<Record<number, ProblemCode>> = {
  404: 'not_found',
  408: 'request_timeout',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  431: 'headers_too_large',
};

const codeOfKind = {
  validation: 'invalid_input',
  permission: 'forbidden',
  not_found: 'not_found',
  conflict: 'conflict',
} as const satisfies Record<Refusal['kind'], ProblemCode>;

const logger = new Logger('Problem');

/** Only here is decided what a caller gets to see of an error. What went wrong on this side is reported. */
export function problemOfError(error: unknown): Problem {
  const { trace_id: traceId } = activeTrace();
  const problem = problemOf(codeOf(error), { ...explain(error), ...(traceId && { traceId }) });
  // Of an overload there are very many, and who refuses them says so.
  if (problem.status >= 500 && problem.code !== 'overloaded') report(error, problem);
  return problem;
}

function report(error: unknown, { code }: Problem): void {
  recordUnseenException(error);
  if (error instanceof Error && code === 'unexpected') logger.error(error.name, error.stack);
  else logger.warn(error instanceof Error ? error.message : 'an error that is no Error');
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof HttpProblem) return error.code;
  if (error instanceof Refusal) return isProblemCode(error.code) ? error.code : codeOfKind[error.kind];
  if (error instanceof EventSourcingError) return codeOfStoreError[error.code];
  if (error instanceof HttpException && error.getStatus() < 500)
    return codeOfStatus[error.getStatus()] ?? 'bad_request';
  return 'unexpected';
}

function explain(error: unknown): Pick<Problem, 'detail' | 'errors' | 'lag'> {
  if (error instanceof InvalidCursor) {
    return { detail: error.message, errors: [{ pointer: '/cursor', rule: 'cursor', detail: error.message }] };
  }
  if (error instanceof HttpProblem) return { detail: error.message, ...error.more };
  if (error instanceof Refusal && error.errors) return { detail: error.summary, errors: error.errors };
  if (error instanceof Refusal || error instanceof EventSourcingError) return { detail: error.message };
  return {};
}
