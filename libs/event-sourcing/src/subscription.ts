import { LeaseLost } from './errors.js';
import type { EventStore, Page } from './event-store.js';
import { LeaseHolder, type LeaseOptions } from './lease-holder.js';
import { type Observe, unobserved } from './observe.js';
import { ProjectionFailed } from './projection.js';
import { Signal } from './signal.js';

export interface SubscriptionOptions extends LeaseOptions {
  readonly store: EventStore;
  /** Where it begins where it never was before. Default: the beginning of the log. */
  readonly from?: 'beginning' | 'end';
  /** Does the work of one page and stores `page.position` as the lease's checkpoint under `epoch`. At least once. */
  readonly handle: (page: Page, epoch: number) => Promise<void>;
  /** Told of each failed page before it is tried again. */
  readonly onFailure?: (error: unknown, retryInMs: number) => void;
  readonly observe?: Observe;
  /** For the jitter of retries. Default `Math.random`. */
  readonly random?: () => number;
}

export interface SubscriptionStatus {
  /** This process does the work; otherwise another one does, or will. */
  readonly running: boolean;
  /** Position of the last event done, as far as this process knows. */
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

interface Waiter {
  readonly position: number;
  readonly done: () => void;
}

/**
 * Durable, checkpointed reading of the log: pages in order, at least once, by one process at a time under a lease.
 * A page whose handler fails is tried again, with growing pauses, for as long as it takes.
 */
export class Subscription {
  readonly #options: SubscriptionOptions;
  readonly #lease: LeaseHolder;
  readonly #wake = new Signal();
  readonly #observe: Observe;
  #position = 0;
  /** How far the log goes, as far as this process was told. */
  #told = 0;
  #failures = 0;
  #failure: unknown;
  #stopping = false;
  #ended: Promise<void> | undefined;
  #unsubscribe: () => void = () => {};
  #waiters: Waiter[] = [];

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#observe = options.observe ?? unobserved;
    this.#lease = new LeaseHolder(options, () => this.#wake.give());
  }

  get status(): SubscriptionStatus {
    return {
      running: this.#lease.epoch !== undefined && !this.#stopping,
      position: this.#position,
      ...(this.#failures > 0 && { failure: this.#failure }),
    };
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

  /** Waits until everything up to `position` is done. @returns false when `timeoutMs` passed first */
  async applied(position: number, timeoutMs: number): Promise<boolean> {
    if (this.#position >= position) return true;
    return new Promise((resolve) => {
      const waiter = {
        position,
        done: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve(false);
      }, timeoutMs);
      this.#waiters.push(waiter);
      if (this.#lease.epoch === undefined) this.#wake.give();
    });
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      try {
        if (this.#lease.epoch === undefined) await this.#follow();
        else await this.#work(this.#lease.epoch);
      } catch (error) {
        if (error instanceof LeaseLost) this.#lease.lost();
        else await this.#pauseAfter(error);
      }
    }
  }

  /** Another process holds the lease: keep up with its checkpoint until it can be taken over. */
  async #follow(): Promise<void> {
    const { store, from } = this.#options;
    const checkpoint = await this.#lease.tryClaim(async () => (from === 'end' ? store.head() : 0));
    this.#reached(checkpoint);
    if (this.#lease.epoch === undefined) {
      await this.#wake.wait(this.#waiters.length > 0 ? FOLLOW_MS : this.#lease.beatMs);
    }
  }

  async #work(epoch: number): Promise<void> {
    if (!this.#lease.alive()) throw new LeaseLost('the holder was silent for longer than its lease');
    const page = await this.#options.store.readAll(this.#position, PAGE_EVENTS);
    const moved = page.position > this.#position;
    if (moved) {
      await this.#observe('project', { name: this.#options.name, events: page.events }, () =>
        this.#options.handle(page, epoch),
      );
    }
    this.#reached(page.position);
    if (!moved || this.#isTold(page)) await this.#wake.wait(POLL_MS);
  }

  /** All that was told of is done: to read on would cost the database an answer of nothing after every append. */
  #isTold({ events, position }: Page): boolean {
    return events.length < PAGE_EVENTS && this.#told > 0 && this.#told <= position;
  }

  async #pauseAfter(error: unknown): Promise<void> {
    this.#failure = error;
    this.#failures++;
    if (error instanceof ProjectionFailed) this.#advance(error.event.position - 1);
    const { onFailure, random = Math.random } = this.#options;
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures - 1, 30));
    const pauseMs = longest * (0.5 + random() / 2);
    onFailure?.(error, pauseMs);
    const until = performance.now() + pauseMs;
    for (let left = pauseMs; left > 0 && !this.#stopping; left = until - performance.now()) {
      await this.#wake.wait(left);
    }
  }

  #reached(position: number): void {
    this.#failures = 0;
    this.#advance(position);
  }

  #advance(position: number): void {
    this.#position = Math.max(this.#position, position);
    const waiting: Waiter[] = [];
    for (const waiter of this.#waiters) {
      if (waiter.position <= this.#position) waiter.done();
      else waiting.push(waiter);
    }
    this.#waiters = waiting;
  }
}
