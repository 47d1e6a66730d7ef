import { type FactoryProvider, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import {
  EventStore,
  Leases,
  type Page,
  ParkedEvents,
  type Projection,
  ProjectionFailed,
  projectPage,
  type ReadModel,
  ReadModels,
  type RecordedEvent,
  StageObserver,
  Subscription,
  type Turn,
} from '#libs/event-sourcing';
import { parkingLog } from './parking-log.js';

/** A read model and what feeds it. */
export abstract class RunningProjection<Document> {
  abstract readonly readModel: ReadModel<Document>;
  abstract readonly subscription: Subscription;
  /** Where the log ended when this process started: until then reads would show an older truth. */
  abstract readonly startPosition: number;
}

/** Runs a projection, and gives it to whoever asks for the class. */
export function runningProjection<Document extends object, Event extends RecordedEvent>(
  provide: abstract new () => RunningProjection<Document>,
  projection: Projection<Document, Event>,
): FactoryProvider<RunningProjection<Document>> {
  return { provide, inject: [Projections], useFactory: (projections: Projections) => projections.open(projection) };
}

/** How long the port stays closed for read models that are behind. */
const CATCH_UP_MS = 5_000;

/** Runs the projections of all contexts: caught up before the port opens, ended after it is closed. */
@Injectable()
export class Projections implements OnApplicationBootstrap {
  readonly #running: RunningProjection<object>[] = [];
  readonly #logger = new Logger(Projections.name);

  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly leases: Leases,
    private readonly parked: ParkedEvents,
    private readonly observer: StageObserver,
  ) {}

  get running(): readonly RunningProjection<object>[] {
    return this.#running;
  }

  async open<Document extends object, Event extends RecordedEvent>(
    projection: Projection<Document, Event>,
  ): Promise<RunningProjection<Document>> {
    const startPosition = await this.store.head();
    const readModel = await this.readModels.open(projection.model);
    const { observe } = this.observer;
    const name = readModel.lease;
    const handle = (page: Page, { epoch }: Turn) => {
      const work = () => projectPage(projection, readModel, page, epoch);
      return page.events.length > 0 ? observe('project', { name, events: page.events }, work) : work();
    };
    const subscription = new Subscription({
      name,
      store: this.store,
      leases: this.leases,
      handle,
      // Documents that several streams feed would fold what comes after the gap.
      ...(!projection.idOf && {
        parking: {
          parked: this.parked,
          again: (event: RecordedEvent, turn: Turn) => handle({ events: [event], position: 0 }, turn),
          onParking: parkingLog(this.#logger, name),
        },
      }),
      onFailure: (error, retryInMs) =>
        this.#logger.error(`${name}: ${reason(error)}; next try in ${Math.round(retryInMs)} ms`, stackOfFold(error)),
      observe,
    });
    const running = { readModel, subscription, startPosition };
    this.#running.push(running as RunningProjection<object>);
    return running;
  }

  async onApplicationBootstrap(): Promise<void> {
    const caughtUp = this.#running.map(({ subscription, startPosition }) => {
      subscription.start();
      return subscription.applied(startPosition, CATCH_UP_MS);
    });
    if ((await Promise.all(caughtUp)).includes(false)) {
      this.#logger.warn('read models are still behind: /ready stays red until they have caught up');
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.map(({ subscription }) => subscription.stop()));
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : 'failed';
}

/** Where in a fold it happened; a store that is away has no place in the code. */
function stackOfFold(error: unknown): string | undefined {
  return error instanceof ProjectionFailed && error.cause instanceof Error ? error.cause.stack : undefined;
}
