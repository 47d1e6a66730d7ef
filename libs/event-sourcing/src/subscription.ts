import { LeaseLost } from './errors.js';
import { type Attempts, EventFailed } from './event-failed.js';
import type { EventStore, Page, RecordedEvent } from './event-store.js';
import { LeaseHolder, type LeaseOptions } from './lease-holder.js';
import { type Observe, unobserved } from './observe.js';
import { Parking, type ParkingOptions } from './parking.js';
import { Progress } from './progress.js';
import { Signal } from './signal.js';

/** What the holder of the lease goes by while it works. */
export interface Turn {
  readonly epoch: number;
  /** At the event that failed last, if it did. */
  readonly failed: Attempts | undefined;
  /** To be called before whatever others see. @throws {LeaseLost} this process was silent for longer than its lease */
  readonly ensureHeld: () => void;
}

export interface SubscriptionOptions extends LeaseOptions {
  readonly store: EventStore;
  /** Where it begins where it never was before. Default: the beginning of the log. */
  readonly from?: 'beginning' | 'end';
  /**
   * Does the work of one page and stores `page.position` as the lease's checkpoint under the turn's epoch. At least once.
   * @throws {EventFailed} what came before the event is done, and stored as the checkpoint
   */
  readonly handle: (page: Page, turn: Turn) => Promise<void>;
  /** Where an event that fails for the last time is put aside with its stream. Without, the subscription stands still there. */
  readonly parking?: ParkingOptions & {
    /** Does an event that was put aside, without a step of the checkpoint. @throws {EventFailed} */
    readonly again: (event: RecordedEvent, turn: Turn) => Promise<void>;
  };
  /** How often an event is tried before its stream is parked. Default 8, which takes some ten seconds. */
  readonly attempts?: number;
  /** Told of each failure before it is tried again. */
  readonly onFailure?: (error: unknown, retryInMs: number, failed: Attempts | undefined) => void;
  readonly observe?: Observe;
  /** For the jitter of retries. Default `Math.random`. */
  readonly random?: () => number;
}

export interface SubscriptionStatus {
  /** This process does the work; otherwise another one does, or will. */
  readonly running: boolean;
  /** Position of the last event done or parked, as far as this process knows. */
  readonly position: number;
  /** Why the last try of the current page failed; absent once it went through. */
  readonly failure?: unknown;
}

const PAGE_EVENTS = 500;
/** Appends of other processes may go unnoticed: look for them this often. */
const POLL_MS = 250;
/** While somebody waits for another process to get on. */
const FOLLOW_MS = 20;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;
const DEFAULT_ATTEMPTS = 8;

/**
 * Durable, checkpointed reading of the log: pages in order, at least once, by one process at a time under a lease.
 * What fails is tried again, with growing pauses. An event that fails for the last time is parked with its stream, where
 * the subscription can do that; all else is tried for as long as it takes.
 */
export class Subscription {
  readonly #options: SubscriptionOptions;
  readonly #lease: LeaseHolder;
  readonly #parking: Parking | undefined;
  readonly #wake = new Signal();
  readonly #observe: Observe;
  readonly #progress = new Progress();
  /** How far the log goes, as far as this process was told. */
  #told = 0;
  /** Epoch whose notes and parked streams are known. */
  #readyFor: number | undefined;
  #failed: Attempts | undefined;
  #failures = 0;
  #failure: unknown;
  #stopping = false;
  #ended: Promise<void> | undefined;
  #unsubscribe: () => void = () => {};

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#observe = options.observe ?? unobserved;
    this.#lease = new LeaseHolder(options, () => this.#wake.give());
    this.#parking = options.parking && new Parking(options.name, options.store, options.parking);
  }

  get status(): SubscriptionStatus {
    return {
      running: this.#lease.epoch !== undefined && !this.#stopping,
      position: this.#progress.position,
      ...(this.#failures > 0 && { failure: this.#failure }),
    };
  }

  /** Whether a stream is put aside, as of the position that this process knows. @throws {StoreUnavailable} */
  async isParked(streamId: string): Promise<boolean> {
    const { name, parking } = this.#options;
    if (!parking || !this.#parking) return false;
    if (this.#readyFor !== undefined && this.#readyFor === this.#lease.epoch) return this.#parking.has(streamId);
    return (await parking.parked.list(name, { streamId, limit: 1 })).length > 0;
  }

  /** Starts reading in the background. */
  start(): void {
    if (this.#ended) return;
    this.#observe('background', {}, () => {
      this.#unsubscribe = this.#options.store.onAppended((position) => {
        this.#told = Math.max(this.#told, position);
        this.#wake.give();
      });
      this.#ended = this.#run();
    });
  }

  /** Lets the page in hand finish, then gives the lease up. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#unsubscribe();
    this.#wake.give();
    await this.#ended;
    await this.#lease.release();
  }

  /** Waits until everything up to `position` is done or parked. @returns false when `timeoutMs` passed first */
  async applied(position: number, timeoutMs: number): Promise<boolean> {
    const applied = this.#progress.until(position, timeoutMs);
    if (this.#progress.isAwaited && this.#lease.epoch === undefined) this.#wake.give();
    return applied;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      try {
        if (this.#lease.epoch === undefined) await this.#follow();
        else await this.#work(this.#lease.epoch);
      } catch (error) {
        await this.#recover(error);
      }
    }
  }

  /** Another process holds the lease: keep up with its checkpoint until it can be taken over. */
  async #follow(): Promise<void> {
    const { store, from } = this.#options;
    const checkpoint = await this.#lease.tryClaim(async () => (from === 'end' ? store.head() : 0));
    this.#reached(checkpoint);
    if (this.#lease.epoch === undefined) {
      await this.#wake.wait(this.#progress.isAwaited ? FOLLOW_MS : this.#lease.beatMs);
    }
  }

  async #work(epoch: number): Promise<void> {
    this.#ensureHeld();
    if (this.#readyFor !== epoch) await this.#takeOver(epoch);
    const more = await this.#parking?.carryOut((event, failed) => this.#again(event, epoch, failed));
    const page = await this.#options.store.readAll(this.#progress.position, PAGE_EVENTS);
    const moved = page.position > this.#progress.position;
    if (moved) {
      const events = (await this.#parking?.passOver(page.events)) ?? page.events;
      await this.#options.handle({ events, position: page.position }, this.#turn(epoch, this.#failed));
    }
    this.#reached(page.position);
    if (!more && (!moved || this.#isTold(page))) await this.#wake.wait(POLL_MS);
  }

  async #takeOver(epoch: number): Promise<void> {
    const { note, checkpoint = 0 } = (await this.#options.leases.read(this.#options.name)) ?? {};
    this.#failed = note === undefined ? undefined : (JSON.parse(note) as Attempts);
    await this.#parking?.takeOver(epoch, checkpoint);
    this.#readyFor = epoch;
  }

  async #again(event: RecordedEvent, epoch: number, failed: Attempts | undefined): Promise<void> {
    this.#ensureHeld();
    await this.#options.parking?.again(event, this.#turn(epoch, failed));
  }

  #turn(epoch: number, failed: Attempts | undefined): Turn {
    return { epoch, failed, ensureHeld: () => this.#ensureHeld() };
  }

  #ensureHeld(): void {
    if (!this.#lease.alive()) throw new LeaseLost('the holder was silent for longer than its lease');
  }

  /** All that was told of is done: to read on would cost the database an answer of nothing after every append. */
  #isTold({ events, position }: Page): boolean {
    return events.length < PAGE_EVENTS && this.#told > 0 && this.#told <= position;
  }

  async #recover(error: unknown): Promise<void> {
    if (error instanceof LeaseLost) return this.#lease.lost();
    this.#failure = error;
    this.#failures++;
    // What was under way may have been stored or not: the store is asked.
    if (!(error instanceof EventFailed)) this.#readyFor = undefined;
    else if (await this.#givesUp(error)) return;
    await this.#pause(error);
  }

  /** @returns whether it was the last attempt, so that the event and its stream are out of the way */
  async #givesUp(error: EventFailed): Promise<boolean> {
    const { name, leases, attempts: most = DEFAULT_ATTEMPTS } = this.#options;
    const { position } = error.event;
    this.#progress.reach(position - 1);
    const count = (this.#failed?.position === position ? this.#failed.count : 0) + 1;
    const { traceparent } = error;
    this.#failed = { position, count, ...(traceparent !== undefined && { traceparent }) };
    if (this.#parking && !this.#parking.isFull && count >= most && error.isOfTheEvent) {
      this.#parking.park(error, count);
      this.#failures = 0;
      return true;
    }
    try {
      await leases.leave(name, this.#lease.epoch ?? 0, JSON.stringify(this.#failed));
    } catch {
      // A store that is away: this process alone remembers the attempt.
    }
    return false;
  }

  async #pause(error: unknown): Promise<void> {
    const { onFailure, random = Math.random } = this.#options;
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures - 1, 30));
    const pauseMs = longest * (0.5 + random() / 2);
    onFailure?.(error, pauseMs, error instanceof EventFailed ? this.#failed : undefined);
    const until = performance.now() + pauseMs;
    for (let left = pauseMs; left > 0 && !this.#stopping; left = until - performance.now()) {
      await this.#wake.wait(left);
    }
  }

  #reached(position: number): void {
    this.#failures = 0;
    this.#progress.reach(position);
  }
}
