import type { ParkedEvent, RecordedEvent } from '#libs/event-sourcing';

/** The record of an event that waits, as the first holder of a lease leaves it. */
export function parkedOf(event: RecordedEvent, more: Partial<ParkedEvent> = {}): ParkedEvent {
  const { position, id: eventId, streamId, type, recordedAt: parkedAt } = event;
  return { position, eventId, streamId, type, parkedAt, epoch: 1, ...more };
}
