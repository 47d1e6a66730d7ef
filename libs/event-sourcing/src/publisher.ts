import { LeaseLost } from './errors.js';
import type { Page, RecordedEvent } from './event-store.js';
import type { Leases } from './leases.js';
import { type Observe, type Stages, unobserved } from './observe.js';

export interface Publisher {
  /** Of its lease, and of what is seen of its work. */
  readonly name: string;
  /** Types that others are told of; all others are passed over. */
  readonly types: readonly RecordedEvent['type'][];
  /** How long one event may take. */
  readonly timeoutMs: number;
  /**
   * Tells others of an event. At least once, in the order of the log: whoever is told knows an event by its id.
   * @throws what went wrong: the same event is tried again after a pause, and none after it meanwhile
   */
  readonly publish: (event: RecordedEvent, signal: AbortSignal) => Promise<void>;
}

/** The attempts at one event so far, as the lease remembers them over a restart. */
interface Attempts {
  readonly position: number;
  readonly count: number;
  /** Trace context of the last one. */
  readonly traceparent?: string;
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
  #attempts: Attempts | undefined;

  constructor(publisher: Publisher, leases: Leases, observe: Observe = unobserved) {
    this.#publisher = publisher;
    this.#leases = leases;
    this.#observe = observe;
  }

  /** The attempts at the event that is tried again, also where another process made them. */
  get failing(): Attempts | undefined {
    return this.#attempts && this.#attempts.position > this.#done ? this.#attempts : undefined;
  }

  /** @throws {LeaseLost} another process has taken over */
  async handle({ events, position }: Page, epoch: number): Promise<void> {
    if (epoch !== this.#epoch) await this.#takeOver(epoch);
    const { types } = this.#publisher;
    for (const event of events) {
      if (event.position <= this.#done || !types.includes(event.type)) continue;
      await this.#publish(event, epoch);
      await this.#advance(event.position, epoch);
    }
    if (position > this.#done) await this.#advance(position, epoch);
  }

  async #takeOver(epoch: number): Promise<void> {
    const lease = await this.#leases.read(this.#publisher.name);
    this.#done = lease?.checkpoint ?? 0;
    this.#attempts = lease?.note === undefined ? undefined : (JSON.parse(lease.note) as Attempts);
    this.#epoch = epoch;
  }

  async #publish(event: RecordedEvent, epoch: number): Promise<void> {
    const { name, publish, timeoutMs } = this.#publisher;
    const before = this.#attempts?.position === event.position ? this.#attempts : undefined;
    const attempt = (before?.count ?? 0) + 1;
    const detail: Stages['publish'] = { name, event, attempt, previous: before?.traceparent };
    try {
      await this.#observe('publish', detail, () => inTime(timeoutMs, name, (signal) => publish(event, signal)));
    } catch (error) {
      const { traceparent } = detail;
      this.#attempts = { position: event.position, count: attempt, ...(traceparent && { traceparent }) };
      await this.#leases.leave(name, epoch, JSON.stringify(this.#attempts));
      throw error;
    }
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
