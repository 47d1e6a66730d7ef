import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import {
  EventFailed,
  EventStore,
  Leases,
  ParkedEvents,
  Publication,
  type Publisher,
  StageObserver,
  Subscription,
} from '#libs/event-sourcing';
import { parkingLog, traceIn } from './parking-log.js';

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
    private readonly parked: ParkedEvents,
    private readonly observer: StageObserver,
  ) {}

  get running(): readonly RunningPublication[] {
    return this.#running;
  }

  open(publisher: Publisher): void {
    const { store, leases, parked } = this;
    const { observe } = this.observer;
    const { name } = publisher;
    const publication = new Publication(publisher, leases, observe);
    const subscription = new Subscription({
      name,
      from: 'end',
      store,
      leases,
      handle: (page, turn) => publication.handle(page, turn),
      parking: {
        parked,
        again: (event, turn) => publication.again(event, turn),
        onParking: parkingLog(this.#logger, name),
      },
      onFailure: (error, retryInMs, failed) => {
        const { count = 0, traceparent } = failed ?? {};
        const pause = `nobody is told anything for ${Math.round(retryInMs)} ms`;
        this.#logger.warn(`${name}: ${reason(error)}; attempt ${count}, trace ${traceIn(traceparent)}; ${pause}`);
      },
      observe,
    });
    this.#running.push({ name, subscription });
  }

  onApplicationBootstrap(): void {
    for (const { subscription } of this.#running) subscription.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.map(({ subscription }) => subscription.stop()));
  }
}

function reason(error: unknown): string {
  const thrown = error instanceof EventFailed ? error.cause : error;
  return thrown instanceof Error ? thrown.message : 'failed';
}
