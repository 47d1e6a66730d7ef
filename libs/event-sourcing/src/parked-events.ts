/** An event that a subscription did not handle and went on without: it failed, or waits behind one of its stream that did. */
export interface ParkedEvent {
  readonly position: number;
  readonly eventId: string;
  readonly streamId: string;
  readonly type: string;
  /** ISO 8601, UTC, by the clock of the process that parked it. */
  readonly parkedAt: string;
  /** Epoch of the lease under which it was parked. */
  readonly epoch: number;
  /** Why; absent for one that only waits. */
  readonly failure?: ParkedFailure;
  /** What somebody wants done about it, until the holder of the lease has done it. */
  readonly request?: ParkRequest;
}

export interface ParkedFailure {
  /** Of the last attempt. */
  readonly reason: string;
  readonly attempts: number;
  /** Trace context of the last attempt. */
  readonly traceparent?: string;
}

export interface ParkRequest {
  /** `retry`: handle it again, then all that wait behind it. `skip`: never handle it, go on with those behind it. */
  readonly action: 'retry' | 'skip';
  /** Who asked for it. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface ParkedQuery {
  /** Position of the last one already seen. Default 0. */
  readonly after?: number;
  readonly limit: number;
  /** Of this stream alone. */
  readonly streamId?: string;
  /** Only those with a request. */
  readonly requested?: true;
}

/**
 * Fifth port of a store: what subscriptions could not do, one record an event. The first record of a stream has a
 * failure or a request; the others of that stream wait behind it.
 *
 * Records have no lease of their own; a holder that was overtaken changes nothing of a later one's. The holder of the subscription's lease writes them before its checkpoint passes
 * them; a record beyond the checkpoint at which a later holder took over is void, and that holder removes it.
 *
 * @throws {StoreUnavailable} every method; where it changes something, to do the same again is safe
 */
export abstract class ParkedEvents {
  /** Stores them, durably, each in the place of one at the same position, but for one of a later epoch, which stays. */
  abstract put(subscription: string, events: readonly ParkedEvent[]): Promise<void>;

  /** Those at the positions, but for those of a later epoch than this one. */
  abstract remove(subscription: string, positions: readonly number[], epoch: number): Promise<void>;

  /** In the order of the log. */
  abstract list(subscription: string, query: ParkedQuery): Promise<readonly ParkedEvent[]>;

  abstract count(subscription: string): Promise<number>;

  /** Every stream that has a record, once. */
  abstract streams(subscription: string): Promise<readonly string[]>;

  /**
   * Sets a request, where there is none yet: of concurrent calls one succeeds.
   * @returns the record as it stands then, with the request that counts; undefined where there is none
   */
  abstract request(subscription: string, position: number, request: ParkRequest): Promise<ParkedEvent | undefined>;
}
