/**
 * Every problem that the API answers with, once: the filter, the OpenAPI document and docs/problems.md read this.
 * Codes are public and stable: add, never rename.
 */
export const problems = {
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_input: { status: 400, title: 'The input breaks rules of its schema' },
  invalid_cursor: { status: 400, title: 'The cursor is not one that this list handed out' },
  invalid_consistency_token: { status: 400, title: 'The Consistency-Token is not one that a write handed out' },
  invalid_header: { status: 400, title: 'A header has a value that it cannot have' },
  bad_request: { status: 400, title: 'The request cannot be understood' },
  unauthenticated: { status: 401, title: 'It is not known who asks' },
  invalid_token: { status: 401, title: 'The bearer token is not taken' },
  forbidden: { status: 403, title: 'The caller may not do this' },
  not_found: { status: 404, title: 'There is nothing at this address' },
  event_not_found: { status: 404, title: 'There is no event with this id' },
  task_not_found: { status: 404, title: 'There is no task with this id' },
  subscription_not_found: { status: 404, title: 'There is no subscription with this name' },
  parked_event_not_found: { status: 404, title: 'The subscription has no parked event with this id' },
  method_not_allowed: { status: 405, title: 'This address does not know the method' },
  not_acceptable: { status: 406, title: 'Answers are JSON, which the header Accept excludes' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  conflict: { status: 409, title: 'Others changed the same thing at the same time: try again' },
  idempotency_key_in_use: { status: 409, title: 'The first request with this Idempotency-Key is still under way' },
  parked_event_waits: { status: 409, title: 'The event waits behind another one of its stream' },
  parked_event_requested: { status: 409, title: 'Something else was asked for before' },
  task_completed: { status: 409, title: 'A completed task changes only when its status is set back' },
  precondition_failed: { status: 412, title: 'It was changed since the version that If-Match names' },
  body_too_large: { status: 413, title: 'The body is over the limit' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON of the media type that the method takes' },
  misdirected_request: { status: 421, title: 'The header Host does not name this server' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key belongs to another request' },
  precondition_required: { status: 428, title: 'If-Match is required' },
  rate_limited: { status: 429, title: 'Too many requests of this caller: slow down' },
  headers_too_large: { status: 431, title: 'Address and headers are over the limit' },
  unexpected: { status: 500, title: 'Something went wrong here; the trace shows what' },
  unavailable: { status: 503, title: 'The store does not answer: try again' },
  issuer_unavailable: { status: 503, title: 'The issuer of tokens does not answer: try again' },
  read_model_behind: { status: 503, title: 'The read model has not caught up yet: try again' },
  overloaded: { status: 503, title: 'There is more to do than can be done: try again' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof problems;

export interface FieldProblem {
  /** JSON pointer into the body, or the name of a parameter as `/name`. */
  readonly pointer: string;
  readonly rule: string;
  readonly detail: string;
  readonly value?: unknown;
}

/** RFC 9457, with the fields of ours. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  /** Events that a read model has still to apply. */
  readonly lag?: number;
  readonly traceId?: string;
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}

export function problemOf(
  code: ProblemCode,
  more: Pick<Problem, 'detail' | 'errors' | 'lag' | 'traceId'> = {},
): Problem {
  const { status, title } = problems[code];
  return { type: `urn:clew:problem:${code.replaceAll('_', '-')}`, title, status, code, ...more };
}

/** A refusal that belongs to HTTP itself. `detail` may go anywhere; `errors` goes to the sender only. */
export class HttpProblem extends Error {
  readonly code: ProblemCode;
  readonly more: Pick<Problem, 'errors' | 'lag'>;

  constructor(code: ProblemCode, detail: string, more: Pick<Problem, 'errors' | 'lag'> = {}) {
    super(detail);
    this.code = code;
    this.more = more;
  }
}
