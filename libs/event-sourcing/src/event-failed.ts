import { StoreUnavailable } from './errors.js';
import type { RecordedEvent } from './event-store.js';

/** Whoever is told, or works for a handler, takes nothing at all now: no fault of the event, so nothing is parked for it. */
export class EndpointUnavailable extends Error {
  override readonly name: string = 'EndpointUnavailable';
}

/** A handler could not do an event. What came before it in its page is done. `cause` is what the handler threw. */
export class EventFailed extends Error {
  override readonly name: string = 'EventFailed';
  readonly event: RecordedEvent;
  /** Trace context of the attempt, where it was traced. */
  readonly traceparent: string | undefined;

  constructor(subscription: string, event: RecordedEvent, cause: unknown, traceparent?: string) {
    super(`${subscription} failed at position ${event.position} (${event.type})`, { cause });
    this.event = event;
    this.traceparent = traceparent;
  }

  /** False: it is no use to try another event instead. */
  get isOfTheEvent(): boolean {
    return !(this.cause instanceof EndpointUnavailable || this.cause instanceof StoreUnavailable);
  }
}

/** The failed attempts at one event so far, also those that other processes made. */
export interface Attempts {
  readonly position: number;
  readonly count: number;
  /** Trace context of the last one. */
  readonly traceparent?: string;
}
