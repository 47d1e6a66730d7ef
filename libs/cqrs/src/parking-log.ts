import type { Logger } from '@nestjs/common';
import type { ParkedEvent, ParkingNews } from '#libs/event-sourcing';

/** What becomes of events that a subscription cannot do, without what the handler said: that may name content. */
export function parkingLog(logger: Logger, subscription: string): (news: ParkingNews) => void {
  return ({ what, event }) => {
    const line = `${subscription}: event ${event.eventId} (${event.type}) at position ${event.position} ${TOLD[what](event)}`;
    if (what === 'parked' || what === 'failed_again') logger.error(line);
    else logger.log(line);
  };
}

const TOLD: Record<ParkingNews['what'], (event: ParkedEvent) => string> = {
  parked: ({ failure, streamId }) =>
    `failed ${failure?.attempts} times: ${streamId} is parked until it is retried or skipped; trace ${traceIn(failure?.traceparent)}`,
  failed_again: ({ failure }) =>
    `failed again, ${failure?.attempts} times by now; trace ${traceIn(failure?.traceparent)}`,
  done: ({ request }) => `was done, as ${request?.by} asked`,
  skipped: ({ request }) => `was skipped for good, as ${request?.by} asked`,
};

/** @returns the trace id, `none` without one */
export function traceIn(traceparent: string | undefined): string {
  return traceparent?.split('-')[1] ?? 'none';
}
