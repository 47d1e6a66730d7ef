import { LeaseLost } from './errors.js';
import { EventFailed } from './event-failed.js';
import type { Page, RecordedEvent } from './event-store.js';
import type { Leases } from './leases.js';
import { type Observe, type Stages, unobserved } from './observe.js';
import type { Turn } from './subscription.js';

export interface Publisher {
  /** Of its lease, and of what is seen of its work. */
  readonly name: string;
  /** Types that others are told of; all others are passed over. */
  readonly types: readonly RecordedEvent['type'][];
  /** How long one event may take. */
  readonly timeoutMs: number;
  /**
   * Tells others of an event. At least once, in the order of the log: whoever is told knows an event by its id.
   * @throws {EndpointUnavailable} whoever is told takes nothing now: the same event is tried again until it is taken
   * @throws what else went wrong with this event: after some more attempts it is parked
   */
  readonly publish: (event: RecordedEvent, signal: AbortSignal) => Promise<void>;
}

/** It did not end within its time, and was told to. What it did may have been done all the same. */
export class PublisherTimeout extends Error {
  override readonly name = 'PublisherTimeout';

  constructor(name: string, ms: number) {
    super(`${name} did not end within ${ms} ms`);
  }
}

/** Publishes page by page under a lease. What was published before is passed over when a page is repeated. */
export class Publication {
  readonly #publisher: Publisher;
  readonly #leases: Leases;
  readonly #observe: Observe;
  #epoch = 0;
  #done = 0;

  constructor(publisher: Publisher, leases: Leases, observe: Observe = unobserved) {
    this.#publisher = publisher;
    this.#leases = leases;
    this.#observe = observe;
  }

  /**
   * @throws {EventFailed} what came before the event is published
   * @throws {LeaseLost} another process has taken over
   */
  async handle({ events, position }: Page, turn: Turn): Promise<void> {
    const { epoch } = turn;
    if (epoch !== this.#epoch) await this.#takeOver(epoch);
    for (const event of events) {
      if (event.position <= this.#done || !this.#publisher.types.includes(event.type)) continue;
      try {
        await this.again(event, turn);
      } catch (error) {
        if (event.position - 1 > this.#done) await this.#advance(event.position - 1, epoch);
        throw error;
      }
      await this.#advance(event.position, epoch);
    }
    if (position > this.#done) await this.#advance(position, epoch);
  }

  /** One event, without a step of the checkpoint. @throws {EventFailed} */
  async again(event: RecordedEvent, { failed, ensureHeld }: Turn): Promise<void> {
    const { name, publish, timeoutMs } = this.#publisher;
    const before = failed?.position === event.position ? failed : undefined;
    const attempt = (before?.count ?? 0) + 1;
    const detail: Stages['publish'] = { name, event, attempt, previous: before?.traceparent };
    ensureHeld();
    try {
      await this.#observe('publish', detail, () => inTime(timeoutMs, name, (signal) => publish(event, signal)));
    } catch (error) {
      throw new EventFailed(name, event, error, detail.traceparent);
    }
  }

  async #takeOver(epoch: number): Promise<void> {
    const lease = await this.#leases.read(this.#publisher.name);
    this.#done = lease?.checkpoint ?? 0;
    this.#epoch = epoch;
  }

  async #advance(position: number, epoch: number): Promise<void> {
    if (!(await this.#leases.advance(this.#publisher.name, epoch, position))) {
      throw new LeaseLost('another process has taken the lease over');
    }
    this.#done = position;
  }
}

/** @throws {PublisherTimeout} */
async function inTime<Result>(
  ms: number,
  name: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new PublisherTimeout(name, ms);
    controller.abort(error);
    reject(error);
  }, ms);
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
