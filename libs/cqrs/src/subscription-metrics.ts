import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { MetricService } from 'nestjs-otel';
import { ParkedEvents, type RecordedEvent } from '#libs/event-sourcing';
import { traceIn } from './parking-log.js';
import { type RunningSubscription, Subscriptions } from './subscriptions.js';

/** From then on somebody may ask why, and is told the trace of the event that waits. */
const LATE_S = 10;
const TOLD_AGAIN_MS = 60_000;

/** How far read models and publishers are behind the log, and what they could not do: asked when metrics are collected. */
@Injectable()
export class SubscriptionMetrics implements OnApplicationBootstrap {
  readonly #logger = new Logger('Subscriptions');
  /** When a late one was told of. */
  readonly #told = new Map<string, number>();

  constructor(
    private readonly metrics: MetricService,
    private readonly subscriptions: Subscriptions,
    private readonly parked: ParkedEvents,
  ) {}

  onApplicationBootstrap(): void {
    this.#observe(
      'subscription.lag.events',
      { unit: '{event}', description: 'Stored events that a subscription has not done yet' },
      ({ subscription }) => this.subscriptions.lagEvents(subscription),
    );
    this.#observe(
      'subscription.lag.time',
      { unit: 's', description: 'For how long the oldest of them has been waiting' },
      async ({ name, subscription }) => {
        const oldest = await this.subscriptions.oldestWaiting(subscription);
        if (oldest && oldest.seconds > LATE_S) this.#tellLate(name, oldest.event, oldest.seconds);
        return oldest?.seconds ?? 0;
      },
    );
    this.#observe(
      'subscription.parked',
      { unit: '{event}', description: 'Events that failed, or wait behind one of their stream that did' },
      ({ name }) => this.parked.count(name),
    );
  }

  #observe(
    name: string,
    options: { readonly unit: string; readonly description: string },
    measure: (running: RunningSubscription) => Promise<number>,
  ): void {
    this.metrics.getObservableGauge(name, options).addCallback(async (observed) => {
      for (const running of this.subscriptions.all) {
        // A store that is away is said elsewhere; what nobody knows is not measured.
        const value = await measure(running).catch(() => undefined);
        if (value !== undefined) observed.observe(value, { subscription: running.name });
      }
    });
  }

  #tellLate(name: string, { id, metadata }: RecordedEvent, seconds: number): void {
    const now = performance.now();
    if (now - (this.#told.get(name) ?? -TOLD_AGAIN_MS) < TOLD_AGAIN_MS) return;
    this.#told.set(name, now);
    const trace = traceIn(metadata.traceparent);
    this.#logger.warn(`${name}: event ${id} has been waiting for ${Math.round(seconds)} s; trace ${trace}`);
  }
}
