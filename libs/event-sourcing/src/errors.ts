/**
 * The closed list of what the ports throw. Messages name rules and limits, never the caller's content, so that they
 * may stand in logs and spans.
 */
export type EventSourcingErrorCode =
  | 'version_conflict'
  | 'commit_too_large'
  | 'invalid_commit'
  | 'log_contended'
  | 'store_unavailable'
  | 'lease_lost'
  | 'invalid_cursor'
  | 'too_many_conflicts';

export abstract class EventSourcingError extends Error {
  abstract readonly code: EventSourcingErrorCode;
  override get name(): string {
    return this.constructor.name;
  }
}

/** A stream is not at the version that the decision rests on. Load, decide and append again. */
export class VersionConflict extends EventSourcingError {
  readonly code = 'version_conflict';
  readonly streamId: string;
  readonly expectedVersion: number;
  readonly actualVersion: number;

  constructor(streamId: string, expectedVersion: number, actualVersion: number) {
    super(`the stream is at version ${actualVersion}, expected ${expectedVersion}`);
    this.streamId = streamId;
    this.expectedVersion = expectedVersion;
    this.actualVersion = actualVersion;
  }
}

/** The commit is over the limit of events or bytes. It will never fit: split it. */
export class CommitTooLarge extends EventSourcingError {
  readonly code = 'commit_too_large';
}

/** The commit breaks a rule of its shape. A mistake of the calling code. */
export class InvalidCommit extends EventSourcingError {
  readonly code = 'invalid_commit';
}

/** Other writers did not let this one in. Not stored, and never will be: it is safe to try again. */
export class LogContended extends EventSourcingError {
  readonly code = 'log_contended';
}

/** The store gave no answer that can be trusted. Whether a write arrived is unknown. */
export class StoreUnavailable extends EventSourcingError {
  readonly code = 'store_unavailable';
}

/** Another process has taken the lease over: this one must stop writing under it. */
export class LeaseLost extends EventSourcingError {
  readonly code = 'lease_lost';
}

/** A cursor that this query did not hand out. */
export class InvalidCursor extends EventSourcingError {
  readonly code = 'invalid_cursor';
}

/** Every attempt to change the stream lost its race. Nothing was stored: it is safe to try again. */
export class TooManyConflicts extends EventSourcingError {
  readonly code = 'too_many_conflicts';

  constructor(attempts: number, cause: Error) {
    super(`other writers changed the stream before each of ${attempts} attempts`, { cause });
  }
}

/** The database cannot serve as the store: the start has to stop. The message says what to do, without credentials. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable';
}
