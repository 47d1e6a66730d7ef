import { type Attributes, type Context, createContextKey, type Span } from '@opentelemetry/api';
import type { RecordedEvent, Stages } from '#libs/event-sourcing';
import type { ErrorType } from './failure.js';

/** What is seen of one stage of an operation. */
export interface StageTelemetry<Detail, Operation> {
  /** Name of its span; without one the stage draws none. */
  readonly span?: string;
  /** Drawn in every detail; other stages become events of the operation's span in `standard`. */
  readonly always?: boolean;
  /** Read when the stage ends, also when it failed. */
  readonly attributes?: (detail: Detail, operation: Operation) => Attributes;
  /** The same, for the span of the operation itself. */
  readonly operation?: (detail: Detail) => Attributes;
  /** For the span of the operation, when the stage fails. */
  readonly refused?: (detail: Detail, operation: Operation) => Attributes;
  /** Span event at the start. */
  readonly started?: string;
  /** Span events at a successful end, in order. */
  readonly finished?: (detail: Detail) => readonly (readonly [name: string, attributes?: Attributes])[];
  /** Descriptions of the status when it fails, by type of error. Default: the error's own summary. */
  readonly failure?: Partial<Record<ErrorType, string>>;
  /** The guide gives this step a status only: its exception stands on the operation. */
  readonly statusOnly?: boolean;
}

export type StageTable<State, Operation> = {
  readonly [Stage in keyof Stages]?: StageTelemetry<Stages<State>[Stage], Operation>;
};

/** What a context counts, whether a trace is sampled or not. */
export interface OperationCounts {
  /** Each stored event once: not again where its append is repeated. */
  readonly stored?: (events: readonly RecordedEvent[]) => void;
  readonly failed?: (operation: string, reason: ErrorType) => void;
}

/** What is seen of one command or query. */
export interface OperationTelemetry<State, Operation> {
  readonly attributes?: (operation: Operation) => Attributes;
  /** Span event at a successful end. */
  readonly finished?: string;
  readonly stages?: StageTable<State, Operation>;
  readonly counts?: OperationCounts;
}

/** A command or query on its way: where its stages draw. */
export interface ActiveOperation {
  readonly span: Span;
  readonly operation: object;
  readonly stages: StageTable<unknown, object>;
  readonly counts: OperationCounts | undefined;
}

const key = createContextKey('clew.operation');

export function withOperation(parent: Context, operation: ActiveOperation): Context {
  return parent.setValue(key, operation);
}

export function activeOperation(active: Context): ActiveOperation | undefined {
  return active.getValue(key) as ActiveOperation | undefined;
}
