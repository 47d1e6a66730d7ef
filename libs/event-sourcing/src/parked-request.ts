import { commitIdOf, type EventStore } from './event-store.js';
import type { ParkedEvent, ParkedEvents, ParkRequest } from './parked-events.js';
import { Refusal } from './refusal.js';

/** No parked event of the subscription has this id: it was done or skipped since, or never failed. */
class ParkedEventNotFound extends Refusal {
  readonly kind = 'not_found';
  readonly code = 'parked_event_not_found';
  readonly summary = 'Parked event not found';

  constructor() {
    super('the subscription has no parked event with this id');
  }
}

/** Only what failed can be retried or skipped: an event behind it would come out of its order. */
class ParkedEventWaits extends Refusal {
  readonly kind = 'conflict';
  readonly code = 'parked_event_waits';
  readonly summary = 'Parked event waits';

  constructor(first: ParkedEvent) {
    super(`it waits behind event ${first.eventId} of its stream: retry or skip that one`);
  }
}

/** What was asked for before is not done yet. */
class ParkedEventRequested extends Refusal {
  readonly kind = 'conflict';
  readonly code = 'parked_event_requested';
  readonly summary = 'Parked event requested';

  constructor({ action }: ParkRequest) {
    super(`a ${action} of it was asked for before and is still to be carried out`);
  }
}

/**
 * Asks the holder of a subscription's lease to retry or skip what failed; asking for the same twice is asking once.
 *
 * @throws {ParkedEventNotFound}
 * @throws {ParkedEventWaits}
 * @throws {ParkedEventRequested}
 * @throws {StoreUnavailable}
 */
export async function requestParked(
  { events, parked }: { readonly events: EventStore; readonly parked: ParkedEvents },
  subscription: string,
  eventId: string,
  request: ParkRequest,
): Promise<ParkedEvent> {
  const commit = await events.readCommit(commitIdOf(eventId));
  const event = commit?.events.find(({ id }) => id === eventId);
  if (!event) throw new ParkedEventNotFound();
  const { position, streamId } = event;
  const [first] = await parked.list(subscription, { streamId, limit: 1 });
  if (first && first.position < position) {
    const [standing] = await parked.list(subscription, { streamId, after: position - 1, limit: 1 });
    throw standing?.position === position ? new ParkedEventWaits(first) : new ParkedEventNotFound();
  }
  const standing = await parked.request(subscription, position, request);
  if (!standing?.request) throw new ParkedEventNotFound();
  if (standing.request.action !== request.action) throw new ParkedEventRequested(standing.request);
  return standing;
}
