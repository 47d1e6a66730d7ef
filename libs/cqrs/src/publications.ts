import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { EventStore, Leases, Publication, type Publisher, StageObserver, Subscription } from '#libs/event-sourcing';

/** A publisher and what feeds it. */
export interface RunningPublication {
  readonly name: string;
  readonly subscription: Subscription;
}

/** Runs the publishers of all contexts, each by one process at a time. What was stored before the first start is not told. */
@Injectable()
export class Publications implements OnApplicationBootstrap {
  readonly #running: RunningPublication[] = [];
  readonly #logger = new Logger(Publications.name);

  constructor(
    private readonly store: EventStore,
    private readonly leases: Leases,
    private readonly observer: StageObserver,
  ) {}

  get running(): readonly RunningPublication[] {
    return this.#running;
  }

  open(publisher: Publisher): void {
    const { store, leases } = this;
    const { observe } = this.observer;
    const publication = new Publication(publisher, leases, observe);
    const subscription = new Subscription({
      name: publisher.name,
      from: 'end',
      store,
      leases,
      handle: (page, epoch) => publication.handle(page, epoch),
      onFailure: (error, retryInMs) => {
        const { count = 0, traceparent } = publication.failing ?? {};
        const [, trace = 'none'] = traceparent?.split('-') ?? [];
        const reason = error instanceof Error ? error.message : 'failed';
        this.#logger.warn(
          `${publisher.name}: ${reason}; attempt ${count}, trace ${trace}; nobody is told anything for ${Math.round(retryInMs)} ms`,
        );
      },
      observe,
    });
    this.#running.push({ name: publisher.name, subscription });
  }

  onApplicationBootstrap(): void {
    for (const { subscription } of this.#running) subscription.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.map(({ subscription }) => subscription.stop()));
  }
}
