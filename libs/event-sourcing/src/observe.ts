import type { NewEvent, RecordedEvent, StoredCommit } from './event-store.js';

/** How a store talks to its database, in the words of OpenTelemetry's database conventions. Keys only, no values. */
export interface DatabaseCall {
  readonly system: 'sqlite' | 'mongodb' | 'memory';
  readonly operation: 'insert' | 'find' | 'update' | 'delete' | 'count';
  /** `commits`, `events`, `leases`, `key_records`, or the name of a read model without version and generation. */
  readonly collection: string;
  /** Database name or file name, without its path. */
  readonly namespace: string;
  /** Names of the fields that the call filters by. */
  readonly keys?: readonly string[];
  /** How many documents or rows it writes. */
  readonly batchSize?: number;
  /** Filled in while the work runs: how long it waited for its turn, in milliseconds. */
  queueMs?: number;
}

/** What each stage tells. A field that is not `readonly` is filled in while the work runs and complete at its end. */
export interface Stages<State = unknown> {
  /** By the caller's roles alone; with a state, by what the caller has to do with it. */
  authorize: { readonly streamId: string; readonly state?: State };
  /** Looks for what an earlier request with the same key came to. */
  recall: { commit?: StoredCommit };
  load: { readonly streamId: string; readonly attempt: number; replayed: number; version: number; state: State };
  evaluate: { readonly streamId: string; readonly attempt: number; events: readonly NewEvent[]; state: State };
  decide: { readonly streamId: string; readonly state: State };
  apply: { readonly streamId: string; readonly events: readonly NewEvent[] };
  commit: { readonly streamId: string; readonly attempt: number };
  append: {
    readonly streamId: string;
    readonly attempt: number;
    readonly expectedVersion: number;
    readonly count: number;
    recorded?: readonly RecordedEvent[];
    duplicate: boolean;
  };
  serialize: { readonly count: number };
  write: DatabaseCall;
  read: DatabaseCall;
  notify: { readonly position: number };
  /** One batch of a projection. */
  project: { readonly name: string; readonly events: readonly RecordedEvent[] };
  /** One attempt of a publisher at one event; `previous` is the trace context of the attempt before. */
  publish: {
    readonly name: string;
    readonly event: RecordedEvent;
    readonly attempt: number;
    readonly previous: string | undefined;
    /** Of this attempt, filled in by whoever traces it. */
    traceparent?: string;
  };
  /** Shared writes, pools and polls: work that belongs to no request and is not to be traced. */
  background: Record<string, never>;
}

/**
 * Runs `work` and may watch it, as a tracer does. It must call `work` once, at once, and give back what it gives:
 * synchronous work stays synchronous, errors pass unchanged.
 */
export type Observe = <Stage extends keyof Stages, Result>(
  stage: Stage,
  detail: Stages[Stage],
  work: () => Result,
) => Result;

export const unobserved: Observe = (_stage, _detail, work) => work();

/** The observer of an application, as a class so that it can be injected by its type. */
export abstract class StageObserver {
  abstract readonly observe: Observe;
}
