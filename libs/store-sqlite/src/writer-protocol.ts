import type { SQLInputValue } from 'node:sqlite';
import type { Discontinuity } from '#libs/event-sourcing';

export interface WriterData {
  readonly path: string;
  /** What each version of the tables added to the one before. */
  readonly schema: readonly string[];
  readonly maxPages?: number;
  /** How long an operation waits for writers of other processes. */
  readonly busyMs: number;
  /** Counted up after each message, to wake the worker. */
  readonly signal: Int32Array<SharedArrayBuffer>;
}

export interface StreamRows {
  readonly streamId: string;
  readonly expectedVersion: number;
  readonly types: readonly string[];
  readonly data: readonly string[];
}

export interface AppendOperation {
  readonly kind: 'append';
  /** Of its data. */
  readonly characters: number;
  readonly commitId: string;
  readonly metadata: string;
  readonly request: string | null;
  readonly streams: readonly StreamRows[];
}

/** Of all of them or of none. */
export interface RestoreOperation {
  readonly kind: 'restore';
  /** Of the data of all of them. */
  readonly characters: number;
  readonly firstPosition: number;
  readonly commits: readonly (AppendOperation & { readonly recordedAt: string })[];
  /** That the streams must be at before. */
  readonly versions: ReadonlyMap<string, number>;
}

/** `write` happens only if `guard` gives a row. */
export interface GuardedOperation {
  readonly kind: 'guarded';
  readonly guard: { readonly sql: string; readonly values: readonly SQLInputValue[] };
  readonly write?: { readonly sql: string; readonly rows: readonly (readonly SQLInputValue[])[] };
}

export interface DefineOperation {
  readonly kind: 'define';
  /** Where it exists, nothing is done: another process was faster. */
  readonly table: string;
  readonly statements: readonly string[];
}

export type Operation = AppendOperation | RestoreOperation | GuardedOperation | DefineOperation;

/** `code`: SQLite's primary result code when nothing was stored, 0 when the outcome is unknown. */
export type Outcome =
  | { readonly kind: 'stored'; readonly firstPosition: number; readonly recordedAt: string }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'conflict'; readonly streamId: string; readonly actualVersion: number }
  | { readonly kind: 'discontinuous'; readonly what: Discontinuity }
  | { readonly kind: 'done'; readonly row?: Readonly<Record<string, unknown>> }
  | { readonly kind: 'failed'; readonly code: number };

/** Of operations in the order in which they were sent. `began`: milliseconds since the epoch, on the monotonic clock. */
export interface Outcomes {
  readonly began: number;
  readonly outcomes: readonly Outcome[];
}

/** Of the writing connection. `synchronous`: 2 is FULL. */
export interface Durability {
  readonly journalMode: string;
  readonly synchronous: number;
}

export type WriterMessage = Outcomes | { readonly opened: Durability } | { readonly unusable: number };
