import { type Attempts, EventFailed } from './event-failed.js';
import type { EventStore, RecordedEvent } from './event-store.js';
import type { ParkedEvent, ParkedEvents, ParkedFailure, ParkRequest } from './parked-events.js';

export interface ParkingOptions {
  readonly parked: ParkedEvents;
  /** Told of each event that is given up, done again or skipped. */
  readonly onParking?: (what: ParkingNews) => void;
}

export interface ParkingNews {
  readonly what: 'parked' | 'done' | 'skipped' | 'failed_again';
  readonly event: ParkedEvent;
}

/** Handles one event that failed before, or waited. @throws {EventFailed} */
export type HandleAgain = (event: RecordedEvent, failed: Attempts | undefined) => Promise<void>;

/** With more streams parked, something else than their events is wrong: the subscription then stands still. */
export const MAX_PARKED_STREAMS = 1_000;

/** Somebody asked for something about a parked event: nobody waits for it within less than a second. */
const LOOK_MS = 1_000;
/** A frozen process can write its last record long after it lost the lease. */
const SWEEP_MS = 30_000;
/** How many parked events are handled before others get their turn. */
const SLICE_EVENTS = 100;
const LIST_EVENTS = 500;

/**
 * The streams that one subscription cannot go on with. An event that failed for the last time is parked; later ones of
 * its stream are parked behind it, in order, and all other streams go on.
 *
 * Of one process: only the holder of the lease may use it.
 */
export class Parking {
  readonly #name: string;
  readonly #store: EventStore;
  readonly #parked: ParkedEvents;
  readonly #tell: (what: ParkingNews) => void;
  #streams = new Set<string>();
  /** Why the event that is to be parked next failed. */
  #failure: (ParkedFailure & { readonly position: number }) | undefined;
  #epoch = 0;
  #claimedAt = 0;
  #lookAt = 0;
  #sweepAt = 0;

  constructor(name: string, store: EventStore, { parked, onParking = () => {} }: ParkingOptions) {
    this.#name = name;
    this.#store = store;
    this.#parked = parked;
    this.#tell = onParking;
  }

  has(streamId: string): boolean {
    return this.#streams.has(streamId);
  }

  get isFull(): boolean {
    return this.#streams.size >= MAX_PARKED_STREAMS;
  }

  /**
   * Reads what the store has, at first and after whatever had an unclear end.
   * @param checkpoint where the holder of `epoch` goes on: what was parked beyond comes again
   */
  async takeOver(epoch: number, checkpoint: number): Promise<void> {
    this.#epoch = epoch;
    this.#claimedAt = checkpoint;
    this.#failure = undefined;
    await this.#sweep(epoch);
    this.#streams = new Set(await this.#parked.streams(this.#name));
    this.#lookAt = 0;
  }

  /** From now on its stream waits: `passOver` records it, before the checkpoint passes it. */
  park(error: EventFailed, attempts: number): void {
    const { event, traceparent } = error;
    this.#streams.add(event.streamId);
    this.#failure = { position: event.position, reason: reasonOf(error), attempts, ...traceOf(traceparent) };
  }

  /** Records what failed for the last time, and what waits behind such events. @returns what can be handled */
  async passOver(events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> {
    if (this.#streams.size === 0) return events;
    const waiting = events.filter(({ streamId }) => this.#streams.has(streamId));
    if (waiting.length === 0) return events;
    const records = waiting.map((event) => this.#recordOf(event));
    await this.#parked.put(this.#name, records);
    const parked = records.find(({ failure }) => failure !== undefined);
    if (parked) this.#tell({ what: 'parked', event: parked });
    this.#failure = undefined;
    return events.filter(({ streamId }) => !this.#streams.has(streamId));
  }

  /**
   * Does what was asked for, at most a slice of it. @returns whether more of it is waiting
   * @throws what stands in the way of every event
   */
  async carryOut(again: HandleAgain): Promise<boolean> {
    const now = performance.now();
    if (now >= this.#sweepAt) await this.#sweep(this.#epoch - 1);
    if (this.#streams.size === 0 || now < this.#lookAt) return false;
    for (let done = 0; done < SLICE_EVENTS; done++) {
      const [asked] = await this.#parked.list(this.#name, { requested: true, limit: 1 });
      if (!asked?.request) {
        this.#lookAt = performance.now() + LOOK_MS;
        return false;
      }
      await this.#answer(asked, asked.request, again);
    }
    return true;
  }

  async #answer(asked: ParkedEvent, request: ParkRequest, again: HandleAgain): Promise<void> {
    if (request.action === 'retry' && !(await this.#retry(asked, again))) return;
    const { streamId, position } = asked;
    const [next] = await this.#parked.list(this.#name, { streamId, after: position, limit: 1 });
    // First the next one is asked for, then this one is gone: a crash between the two forgets neither.
    const epoch = this.#epoch;
    if (next) await this.#parked.put(this.#name, [{ ...next, epoch, request: { ...request, action: 'retry' } }]);
    await this.#parked.remove(this.#name, [position], epoch);
    if (!next) this.#streams.delete(streamId);
    this.#tell({ what: request.action === 'retry' ? 'done' : 'skipped', event: asked });
  }

  async #retry(asked: ParkedEvent, again: HandleAgain): Promise<boolean> {
    const { position, failure, request: _, ...rest } = asked;
    const [event] = (await this.#store.readAll(position - 1, 1)).events;
    const before = failure && { position, count: failure.attempts, ...traceOf(failure.traceparent) };
    try {
      if (event) await again(event, before);
      return true;
    } catch (error) {
      if (!(error instanceof EventFailed)) throw error;
      if (!error.isOfTheEvent) throw error.cause;
      const attempts = (failure?.attempts ?? 0) + 1;
      const failed = { reason: reasonOf(error), attempts, ...traceOf(error.traceparent) };
      const still = { ...rest, position, epoch: this.#epoch, failure: failed };
      await this.#parked.put(this.#name, [still]);
      this.#tell({ what: 'failed_again', event: still });
      return false;
    }
  }

  /** Removes what holders up to an epoch recorded and then did not pass. */
  async #sweep(epoch: number): Promise<void> {
    this.#sweepAt = performance.now() + SWEEP_MS;
    for (let after: number | undefined = this.#claimedAt; after !== undefined; ) {
      const page: readonly ParkedEvent[] = await this.#parked.list(this.#name, { after, limit: LIST_EVENTS });
      const notPassed = page.filter((event) => event.epoch <= epoch).map(({ position }) => position);
      if (notPassed.length > 0) await this.#parked.remove(this.#name, notPassed, epoch);
      after = page.length < LIST_EVENTS ? undefined : page.at(-1)?.position;
    }
  }

  #recordOf({ position, id: eventId, streamId, type }: RecordedEvent): ParkedEvent {
    const { position: failed, ...failure } = this.#failure ?? { position: undefined };
    const record = { position, eventId, streamId, type, parkedAt: new Date().toISOString(), epoch: this.#epoch };
    return failed === position ? { ...record, failure: failure as ParkedFailure } : record;
  }
}

function traceOf(traceparent: string | undefined): { readonly traceparent?: string } {
  return traceparent === undefined ? {} : { traceparent };
}

const LONGEST_REASON = 500;

/** For administrators: what a handler throws may name what it worked on, so that it does not belong into a log. */
function reasonOf({ cause }: EventFailed): string {
  const text =
    cause instanceof Error ? `${cause.name}: ${cause.message}` : 'the handler threw something that is no error';
  return text.slice(0, LONGEST_REASON);
}
