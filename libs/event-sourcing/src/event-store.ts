/** What a stored event may carry: plain JSON, nothing that serialising would change. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface NewEvent {
  /** Name and schema version, stored for ever: `task.created.v1`. */
  readonly type: string;
  readonly data: Json;
}

/** Stored once a commit, and answered with each of its events. */
export interface CommitMetadata {
  /** W3C `traceparent` of the append span, also of unsampled requests: the flag says so. */
  readonly traceparent?: string;
  /** W3C `tracestate` of the append span. */
  readonly tracestate?: string;
  /** CloudEvents `correlationid`: the causing event's, else the commit id. */
  readonly correlationid: string;
  /** CloudEvents `causationid`: the causing event's id. */
  readonly causationid?: string;
  /** Who asked for the change. */
  readonly actor?: string;
}

/** The request of an Idempotency-Key, stored by the same write as the events that it made. */
export interface CommitRequest {
  /** Hash of method, path and body. */
  readonly fingerprint: string;
  /** HTTP status of the answer. */
  readonly status: number;
}

export interface StreamAppend {
  /** `task-<uuid>`: the category is what stands before the first `-`. Time-ordered ids (UUIDv7) keep the indexes small. */
  readonly streamId: string;
  /** Version of the stream's last event that the decision rests on; 0: there is no such stream. */
  readonly expectedVersion: number;
  readonly events: readonly NewEvent[];
}

export interface Commit {
  /** Chosen by the caller (UUIDv7 when made here). The same id twice is the same commit. */
  readonly commitId: string;
  /** One or several streams, all or nothing. */
  readonly streams: readonly StreamAppend[];
  readonly metadata: CommitMetadata;
  readonly request?: CommitRequest;
}

export interface RecordedEvent<Type extends string = string, Data = Json> {
  /** `<commitId>.<n>`, n from 1 over all streams of the commit in the given order. */
  readonly id: string;
  readonly type: Type;
  readonly data: Data;
  readonly streamId: string;
  /** 1, 2, 3 … in its stream. */
  readonly version: number;
  /** 1, 2, 3 … in the whole log, without holes. */
  readonly position: number;
  /** ISO 8601, UTC, milliseconds. Never runs backwards along positions. */
  readonly recordedAt: string;
  readonly metadata: CommitMetadata;
}

export interface StoredCommit {
  readonly commitId: string;
  /** Position of its first event; the others follow without a gap. */
  readonly firstPosition: number;
  readonly recordedAt: string;
  readonly metadata: CommitMetadata;
  readonly request?: CommitRequest;
  readonly events: readonly RecordedEvent[];
}

export interface Appended {
  /** The commit id was stored before: `commit` is what was stored then and may differ from what was sent now. */
  readonly duplicate: boolean;
  readonly commit: StoredCommit;
}

export interface VersionRange {
  /** Events with a version above this one. Default 0. */
  readonly after?: number;
  /** Events up to and with this version. Default: the last. */
  readonly upTo?: number;
}

export interface Slice {
  readonly events: readonly RecordedEvent[];
  /** Version of the last event given; without events, the range's `after`. */
  readonly version: number;
}

export interface Page {
  readonly events: readonly RecordedEvent[];
  /** Position up to which the log was searched: ask for the next page after it. */
  readonly position: number;
}

/** Which events of the log are wanted, and from which end. */
export interface LogFilter {
  /** Any of these types. Default: all. */
  readonly types?: readonly string[];
  /** Any of these streams. Default: all. */
  readonly streams?: readonly string[];
  /** Newest first: `after` is then the position before which to go on; `Infinity` starts at the head. */
  readonly backwards?: boolean;
}

/** The largest commit, and where a page may end early: bytes of the events' data as JSON in UTF-8. */
export const MAX_COMMIT_BYTES = 8 * 1024 * 1024;

/** The most events in one commit. */
export const MAX_COMMIT_EVENTS = 10_000;

/**
 * The log: an append-only sequence of commits, each of which extends one or several streams.
 *
 * Every store keeps the same promises; `testing/event-store.contract.ts` has a case for each.
 */
export abstract class EventStore {
  /**
   * Stores all events of a commit, in all its streams, or none. Once this resolves they are durable.
   *
   * A commit id that is already stored answers with the stored commit and `duplicate: true`, whatever
   * `expectedVersion` says now.
   *
   * @throws {VersionConflict} a stream is not at its `expectedVersion`; nothing was stored
   * @throws {InvalidCommit} the commit breaks a rule of its shape; nothing was stored
   * @throws {CommitTooLarge} over {@link MAX_COMMIT_EVENTS} or {@link MAX_COMMIT_BYTES}; nothing was stored
   * @throws {LogContended} other writers did not let this one in; nothing was stored, and nothing will be
   * @throws {StoreUnavailable} the outcome is unknown: send the same commit again, or pass the error on
   */
  abstract append(commit: Commit): Promise<Appended>;

  /**
   * The events of one stream in order; none for a stream that does not exist.
   * @throws {StoreUnavailable}
   */
  abstract readStream(streamId: string, range?: VersionRange): Promise<Slice>;

  /**
   * The log in order, from `after + 1`. A page may end early at {@link MAX_COMMIT_BYTES}, also inside a commit,
   * and is empty only at the head.
   *
   * With a filter a page may be empty or short before that: what is searched at a time is bounded, and its position
   * moves on. It has reached the end once it no longer moves; backwards it ends at position 1.
   *
   * @param after position of the last event already seen; 0 from the beginning
   * @param limit the most events to give, at least 1
   * @throws {StoreUnavailable}
   */
  abstract readAll(after: number, limit: number, filter?: LogFilter): Promise<Page>;

  /**
   * A commit as it was stored.
   * @throws {StoreUnavailable}
   */
  abstract readCommit(commitId: string): Promise<StoredCommit | undefined>;

  /**
   * Position of the last stored event; 0 for an empty log.
   * @throws {StoreUnavailable}
   */
  abstract head(): Promise<number>;

  /**
   * Imports commits as a store gave them: ids, positions, versions, times, metadata and requests stay what they are.
   * The first must stand at the head + 1, each other one right after the one before. Once this resolves they are
   * durable; listeners are woken as by an append, and appends go on after them. A time may lie ahead of this machine's
   * clock: later appends take it over until the clock has caught up.
   *
   * They are stored in their order, each commit whole. A failure in the middle leaves the first of them or none, and
   * none is ever stored twice: an import goes on after the head. All of them are held in memory, so a long log takes
   * several calls. An event's `metadata` is its commit's and not looked at.
   *
   * @throws {InvalidCommit} a commit has not the shape that `append` gives it, or the commits do not continue the log:
   * a position, a version or a time does not follow, or a commit id is already stored; none of them was stored
   * @throws {CommitTooLarge} one is over {@link MAX_COMMIT_EVENTS} or {@link MAX_COMMIT_BYTES}; none of them was stored
   * @throws {LogContended} other writers came in between: what stands before theirs is stored, the rest never will be
   * @throws {StoreUnavailable} the outcome is unknown: go on after the head that is read next
   */
  abstract restore(commits: readonly StoredCommit[]): Promise<void>;

  /**
   * Calls `wake` soon after events were appended, by this process or another. A hint to read sooner, never a
   * source: calls may be late, merged or missing.
   * @returns ends the calls
   */
  abstract onAppended(wake: (position: number) => void): () => void;
}

export function eventId(commitId: string, ordinal: number): string {
  return `${commitId}.${ordinal}`;
}

export function commitIdOf(id: RecordedEvent['id']): string {
  return id.slice(0, Math.max(id.lastIndexOf('.'), 0));
}

/** `task` of `task-0199…`. */
export function categoryOf(streamId: string): string {
  const dash = streamId.indexOf('-');
  return dash < 0 ? streamId : streamId.slice(0, dash);
}

/** `0199…` of `task-0199…`. */
export function entityOf(streamId: string): string {
  return streamId.slice(streamId.indexOf('-') + 1);
}
