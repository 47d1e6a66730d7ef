import { type Attributes, context, type Span, SpanKind, trace } from '@opentelemetry/api';
import {
  categoryOf,
  type DatabaseCall,
  type Observe,
  type RecordedEvent,
  type Stages,
  VersionConflict,
} from '#libs/event-sourcing';
import { attribute, span as spanName } from './attributes.js';
import { isInBatch } from './batch.js';
import { recordDomainEvents } from './domain-events.js';
import { describeError, fail, recordExceptionOnce, succeed } from './failure.js';
import { type ActiveOperation, activeOperation, type StageTelemetry } from './operation-telemetry.js';
import { inProjectionSpan } from './projection-span.js';
import { inPublisherSpan } from './publisher-span.js';
import { appendMeter } from './append-meter.js';
import { spanContextOf } from './trace-context.js';
import { untraced } from './untraced.js';
import { type Outcome, settling, tracer } from './with-span.js';

/** How much is drawn: the guide's whole trees, or only what does I/O or bounds an operation. */
export type Detail = 'full' | 'standard';

/** Turns the stages that kernel and stores report into spans of the trace that is active. */
export function tracedStages(detail: Detail): Observe {
  const measure = appendMeter();
  return (stage, about, work) => {
    if (stage === 'background') return context.with(untraced, work);
    if (stage === 'project') return inProjectionSpan(about as Stages['project'], work);
    if (stage === 'publish') return inPublisherSpan(about as Stages['publish'], work);
    if (stage === 'append') return measure(about as Stages['append'], () => appending(about as Stages['append'], work));
    // Polls and health checks have no span: what they do is not drawn either.
    if (!trace.getActiveSpan()?.isRecording()) return work();
    const operation = activeOperation(context.active());
    const isItem = operation !== undefined && isInBatch();
    if (stage === 'write' || stage === 'read') {
      return isItem
        ? asDatabaseEvent(about as DatabaseCall, operation.span, work)
        : inDatabaseSpan(about as DatabaseCall, work);
    }
    const row = operation?.stages[stage] as StageTelemetry<unknown, object> | undefined;
    if (operation && stage === 'recall') return recalling(row ?? {}, about as Stages['recall'], operation, work);
    if (!operation || !row) return work();
    return row.span && !isItem && (detail === 'full' || row.always)
      ? asSpan(row.span, row, about, operation, work)
      : asEvents(row, about, operation, work);
  };
}

function inDatabaseSpan<Result>(call: DatabaseCall, work: () => Result): Result {
  const span = tracer.startSpan(`${call.operation} ${call.collection}`, { kind: SpanKind.CLIENT });
  return settling(
    () => context.with(trace.setSpan(context.active(), span), work),
    (outcome) => {
      span.setAttributes(databaseAttributes(call));
      if (outcome.failed && !(outcome.error instanceof VersionConflict)) markFailed(span, outcome.error);
      span.end();
    },
  );
}

/** What would be a span is an event where a request gives many commands: its trace has a budget. */
function asDatabaseEvent<Result>(call: DatabaseCall, span: Span, work: () => Result): Result {
  const began = performance.now();
  return settling(work, () => {
    const attributes = { ...databaseAttributes(call), [attribute.durationMs]: performance.now() - began };
    span.addEvent(`${call.operation} ${call.collection}`, attributes);
  });
}

function databaseAttributes({ system, operation, collection, namespace, keys, batchSize, queueMs }: DatabaseCall) {
  const attributes: Attributes = {
    [attribute.dbSystem]: system,
    [attribute.dbOperation]: operation,
    [attribute.dbCollection]: collection,
    [attribute.dbNamespace]: namespace,
  };
  if (keys) attributes[attribute.dbQueryText] = `{${keys.map((key) => `"${key}":"?"`).join(',')}}`;
  if (batchSize !== undefined && batchSize > 1) attributes[attribute.dbBatchSize] = batchSize;
  if (queueMs !== undefined) attributes[attribute.queueMs] = queueMs;
  return attributes;
}

function appending<Result>(about: Stages['append'], work: () => Result): Result {
  if (!trace.getActiveSpan()?.isRecording()) return work();
  const operation = activeOperation(context.active());
  return operation && isInBatch() ? asAppendEvent(about, operation.span, work) : inAppendSpan(about, operation, work);
}

function inAppendSpan<Result>(
  about: Stages['append'],
  operation: ActiveOperation | undefined,
  work: () => Result,
): Result {
  const span = tracer.startSpan(spanName.append, { kind: SpanKind.PRODUCER });
  return settling(
    () => context.with(trace.setSpan(context.active(), span), work),
    (outcome) => {
      const lostRace = outcome.failed && outcome.error instanceof VersionConflict;
      span.setAttributes(appendAttributes(about, lostRace));
      if (!outcome.failed) {
        succeed(span);
        recordAppended(span, operation?.span ?? span, about);
      } else if (!lostRace) {
        recordExceptionOnce(span, outcome.error);
        markFailed(span, outcome.error);
      }
      span.end();
    },
  );
}

/** The command's own context is what the events store then. */
function asAppendEvent<Result>(about: Stages['append'], span: Span, work: () => Result): Result {
  const began = performance.now();
  return settling(work, (outcome) => {
    const lostRace = outcome.failed && outcome.error instanceof VersionConflict;
    const attributes = { ...appendAttributes(about, lostRace), [attribute.durationMs]: performance.now() - began };
    span.addEvent(spanName.append, attributes);
    if (!outcome.failed) recordAppended(span, span, about);
  });
}

function appendAttributes(about: Stages['append'], lostRace: boolean): Attributes {
  const last = about.recorded?.at(-1);
  const attributes: Attributes = {
    [attribute.category]: categoryOf(about.streamId),
    [attribute.expectedVersion]: about.expectedVersion,
    [attribute.eventsCount]: about.count,
    [attribute.conflict]: lostRace,
    [attribute.duplicate]: about.duplicate,
  };
  if (last) {
    attributes[attribute.version] = last.version;
    attributes[attribute.position] = last.position;
  }
  if (lostRace || about.attempt > 1) attributes[attribute.attempt] = about.attempt;
  return attributes;
}

function recordAppended(append: Span, command: Span, { recorded = [], duplicate }: Stages['append']): void {
  if (duplicate) linkToFirst(append, recorded);
  else recordDomainEvents(command, recorded);
}

/** A duplicate happened in another trace: its events stand there, and a link leads to them. */
function linkToFirst(span: Span, recorded: readonly RecordedEvent[]): void {
  const first = recorded[0]?.metadata.traceparent;
  const linked = first && spanContextOf(first);
  if (linked) span.addLink({ context: linked });
}

/** What was answered before draws no append: the command itself leads to it. */
function recalling<Result>(
  row: StageTelemetry<Stages['recall'], object>,
  about: Stages['recall'],
  operation: ActiveOperation,
  work: () => Result,
): Result {
  return settling(work, (outcome) => {
    if (!about.commit) return;
    describe(operation.span, row, about, operation, outcome);
    operation.span.setAttribute(attribute.duplicate, true);
    linkToFirst(operation.span, about.commit.events);
  });
}

function asSpan<About, Result>(
  name: string,
  row: StageTelemetry<About, object>,
  about: About,
  operation: ActiveOperation,
  work: () => Result,
): Result {
  const span = tracer.startSpan(name);
  if (row.started) span.addEvent(row.started);
  return settling(
    () => context.with(trace.setSpan(context.active(), span), work),
    (outcome) => {
      describe(span, row, about, operation, outcome);
      if (!outcome.failed) succeed(span);
      else if (!(outcome.error instanceof VersionConflict)) {
        if (!row.statusOnly) recordExceptionOnce(span, outcome.error);
        markFailed(span, outcome.error, row.failure);
      }
      span.end();
    },
  );
}

/** The step as an event of the command's span, which then carries its attributes and events too. */
function asEvents<About, Result>(
  row: StageTelemetry<About, object>,
  about: About,
  operation: ActiveOperation,
  work: () => Result,
): Result {
  const { span } = operation;
  if (row.started) span.addEvent(row.started);
  const began = performance.now();
  return settling(work, (outcome) => {
    describe(span, row, about, operation, outcome);
    if (!row.span) return;
    const attributes: Attributes = { [attribute.durationMs]: performance.now() - began };
    if (outcome.failed) attributes[attribute.errorType] = describeError(outcome.error).type;
    span.addEvent(row.span, attributes);
  });
}

function describe<About>(
  span: Span,
  row: StageTelemetry<About, object>,
  about: About,
  operation: ActiveOperation,
  outcome: Outcome,
): void {
  if (row.attributes) span.setAttributes(row.attributes(about, operation.operation));
  if (row.operation) operation.span.setAttributes(row.operation(about));
  if (outcome.failed && row.refused) operation.span.setAttributes(row.refused(about, operation.operation));
  if (outcome.failed || !row.finished) return;
  for (const [name, attributes] of row.finished(about)) span.addEvent(name, attributes);
}

function markFailed(span: Span, error: unknown, descriptions: StageTelemetry<never, never>['failure'] = {}): void {
  const { type, summary } = describeError(error);
  fail(span, type, descriptions[type] ?? summary);
}
