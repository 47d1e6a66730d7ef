import type { Json } from './event-store.js';

/** Why a command or query was refused, for callers and for traces alike. */
export type RefusalKind = 'validation' | 'permission' | 'not_found' | 'conflict';

/** One rule that the input breaks. */
export interface FieldError {
  /** JSON pointer into the input; empty: the input itself. */
  readonly pointer: string;
  /**
   * Stable word for the rule: `required`, `type`, `min_length`, `max_length`, `range`, `one_of`, `format`, `once`,
   * `unknown_field`, or one that the schema gives.
   */
  readonly rule: string;
  /** What is allowed, in words. */
  readonly detail: string;
  /** What was given, shortened; for its sender only. */
  readonly value?: unknown;
}

/**
 * An expected refusal: part of the model, not a fault. `message` names the field, the rule and the limit, never the
 * refused value, since it stands in logs and spans.
 */
export abstract class Refusal extends Error {
  abstract readonly kind: RefusalKind;
  /** Stable and public: it names the problem for callers. */
  abstract readonly code: string;
  /** A few fixed words for the status of a span: "Task not found". */
  abstract readonly summary: string;
  /** Field by field, for the sender only. */
  readonly errors?: readonly FieldError[];

  constructor(message: string, errors?: readonly FieldError[]) {
    super(message);
    if (errors) this.errors = errors;
  }

  override get name(): string {
    return this.constructor.name;
  }
}

/** The caller may not do this. The message says who may, in roles, and nothing of what it was about. */
export class Forbidden extends Refusal {
  readonly kind = 'permission';
  readonly code = 'forbidden';
  readonly summary = 'Permission denied';
}

/** The stream is not at a version that the caller expects. */
export class PreconditionFailed extends Refusal {
  readonly kind = 'conflict';
  readonly code = 'precondition_failed';
  readonly summary = 'Precondition failed';

  constructor() {
    super('it was changed since: read it again, and decide on what it is now');
  }
}

/** The same key came with another request before. */
export class KeyReused extends Refusal {
  readonly kind = 'validation';
  readonly code = 'idempotency_key_reused';
  readonly summary = 'Key reused';

  constructor() {
    super('the Idempotency-Key belongs to another request: each request needs a key of its own');
  }
}

/** What is kept of a refusal, so that the same request is refused alike. */
export type StoredRefusal = Pick<Refusal, 'kind' | 'code' | 'summary' | 'message' | 'errors'>;

export function recordOfRefusal({ kind, code, summary, message, errors }: Refusal): Json {
  // As JSON gives it back: what a field held may be anything.
  return JSON.parse(JSON.stringify({ kind, code, summary, message, errors })) as Json;
}

/** A refusal from the time when the request came first. */
export class RepeatedRefusal extends Refusal {
  readonly kind: RefusalKind;
  readonly code: string;
  readonly summary: string;

  constructor({ kind, code, summary, message, errors }: StoredRefusal) {
    super(message, errors);
    this.kind = kind;
    this.code = code;
    this.summary = summary;
  }
}
