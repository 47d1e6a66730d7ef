import type { Span } from '@opentelemetry/api';
import type { RecordedEvent } from '#libs/event-sourcing';
import { attribute, event } from './attributes.js';

/** The SDK keeps 128 events a span and silently drops the oldest: leave room for the others. */
const MAX_RECORDED = 100;

/** One span event a stored domain event: who and where, never the payload. The only place that makes them. */
export function recordDomainEvents(span: Span, events: readonly RecordedEvent[]): void {
  if (!span.isRecording()) return;
  for (const { id, type, streamId, version, position } of events.slice(0, MAX_RECORDED)) {
    span.addEvent(type, {
      [attribute.eventId]: id,
      [attribute.stream]: streamId,
      [attribute.version]: version,
      [attribute.position]: position,
    });
  }
  if (events.length > MAX_RECORDED) {
    span.addEvent(event.domainEventsTruncated, { [attribute.eventsCount]: events.length });
  }
}
