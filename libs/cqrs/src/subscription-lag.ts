import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { MetricService } from 'nestjs-otel';
import { EventStore, type Subscription } from '#libs/event-sourcing';
import { Projections } from './projections.js';
import { Publications } from './publications.js';

/** How far read models and publishers are behind the log, in events and in time: asked when metrics are collected. */
@Injectable()
export class SubscriptionLag implements OnApplicationBootstrap {
  constructor(
    private readonly metrics: MetricService,
    private readonly store: EventStore,
    private readonly projections: Projections,
    private readonly publications: Publications,
  ) {}

  onApplicationBootstrap(): void {
    this.#observe(
      'subscription.lag.events',
      { unit: '{event}', description: 'Stored events that a subscription has not done yet' },
      async ({ status }) => Math.max(0, (await this.store.head()) - status.position),
    );
    this.#observe(
      'subscription.lag.time',
      { unit: 's', description: 'For how long the oldest of them has been waiting' },
      async ({ status }) => {
        const [oldest] = (await this.store.readAll(status.position, 1)).events;
        return oldest ? Math.max(0, Date.now() - Date.parse(oldest.recordedAt)) / 1_000 : 0;
      },
    );
  }

  #observe(
    name: string,
    options: { readonly unit: string; readonly description: string },
    measure: (subscription: Subscription) => Promise<number>,
  ): void {
    this.metrics.getObservableGauge(name, options).addCallback(async (observed) => {
      for (const [subscription, running] of this.#all()) {
        // A store that is away is said elsewhere; a lag that nobody knows is none.
        const lag = await measure(running).catch(() => undefined);
        if (lag !== undefined) observed.observe(lag, { subscription });
      }
    });
  }

  #all(): readonly (readonly [name: string, Subscription])[] {
    const projections = this.projections.running.map(
      ({ readModel, subscription }) => [readModel.lease, subscription] as const,
    );
    const publications = this.publications.running.map(({ name, subscription }) => [name, subscription] as const);
    return [...projections, ...publications];
  }
}
