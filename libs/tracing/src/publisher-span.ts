import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import type { RecordedEvent, Stages } from '#libs/event-sourcing';
import { attribute } from './attributes.js';
import { linksTo } from './projection-span.js';
import { contextOf, traceparentOf } from './trace-context.js';
import { withSpan } from './with-span.js';

/** A Collector decides about a trace some time after its first span: what comes later belongs to another one. */
const YOUNG_MS = 3_000;
/** A commit of many events would make its trace a very long one. */
const CHILDREN_OF_A_COMMIT = 3;

/**
 * The first attempt, soon after the append, goes on with its trace: one trace across services. Every other one is a trace
 * of its own, with links to the append and to the attempt before.
 */
export function inPublisherSpan<Result>(about: Stages['publish'], work: () => Result): Result {
  const { name, event, attempt, previous } = about;
  const lagMs = Date.now() - Date.parse(event.recordedAt);
  const isChild = attempt === 1 && lagMs <= YOUNG_MS && ordinalOf(event) <= CHILDREN_OF_A_COMMIT;
  const { tracestate } = event.metadata;
  // The attempt before was a trace that is kept together with the append's.
  const before =
    previous === undefined ? {} : { traceparent: previous, ...(tracestate !== undefined && { tracestate }) };
  const { links, unsampled } = linksTo(isChild ? [] : [event.metadata, before]);
  return withSpan(
    name,
    (span) => {
      about.traceparent = traceparentOf(span.spanContext());
      return work();
    },
    {
      kind: SpanKind.CONSUMER,
      context: isChild ? contextOf(event.metadata) : ROOT_CONTEXT,
      links,
      attributes: {
        [attribute.eventId]: event.id,
        [attribute.eventType]: event.type,
        [attribute.subscription]: name,
        [attribute.lagMs]: lagMs,
        ...(attempt > 1 && { [attribute.attempt]: attempt }),
        ...(unsampled > 0 && { [attribute.linksUnsampled]: unsampled }),
      },
    },
  );
}

/** From 1, in its commit. */
function ordinalOf({ id }: RecordedEvent): number {
  return Number(id.slice(id.lastIndexOf('.') + 1));
}
