import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule, HandlerContexts, Projections, Publications } from '#libs/cqrs';
import {
  EventStore,
  KeyRecords,
  Leases,
  type Observe,
  ParkedEvents,
  ReadModels,
  StageObserver,
} from '#libs/event-sourcing';
import { EventsModule, HttpModule, SubscriptionsModule } from '#libs/http';
import { TasksModule } from '#libs/tasks';
import { CommandSpanInterceptor, TracingModule, tracedStages } from '#libs/tracing';
import type { Config, Database } from './config.js';
import { openStore, Store } from './open-store.js';

@Module({})
export class AppModule {
  constructor(
    private readonly store: Store,
    private readonly projections: Projections,
    private readonly publications: Publications,
    handlers: HandlerContexts,
    commandSpan: CommandSpanInterceptor,
  ) {
    handlers.around(commandSpan);
  }

  static forRoot(config: Config): DynamicModule {
    const observe = tracedStages(config.tracingDetail);
    return {
      module: AppModule,
      imports: [
        storeModule(config.database, observe),
        TracingModule.forRoot(),
        CqrsModule.forRoot(),
        HttpModule.forRoot(config),
        EventsModule.forRoot(config),
        SubscriptionsModule,
        TasksModule.forRoot({ titles: config.titlesOnSpans, notificationsUrl: config.notificationsUrl }),
      ],
    };
  }

  /** The port is closed by now; what reads the store ends before the store. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.publications.stop(), this.projections.stop()]);
    await this.store.close();
  }
}

@Module({})
class StoreModule {}

/** Promised, since the driver of MongoDB is loaded only where it is used. */
async function storeModule(database: Database, observe: Observe): Promise<DynamicModule> {
  const { imports, opened } =
    database.kind === 'mongodb'
      ? await storeOnMongo(database.uri, observe)
      : { imports: [], opened: { useFactory: () => openStore(database, observe) } };
  return {
    module: StoreModule,
    global: true,
    imports,
    providers: [
      { provide: StageObserver, useValue: { observe } },
      { provide: Store, ...opened },
      { provide: EventStore, inject: [Store], useFactory: (store: Store) => store.events },
      { provide: ReadModels, inject: [Store], useFactory: (store: Store) => store.readModels },
      { provide: Leases, inject: [Store], useFactory: (store: Store) => store.leases },
      { provide: KeyRecords, inject: [Store], useFactory: (store: Store) => store.keys },
      { provide: ParkedEvents, inject: [Store], useFactory: (store: Store) => store.parked },
    ],
    exports: [StageObserver, Store, EventStore, ReadModels, Leases, KeyRecords, ParkedEvents],
  };
}

async function storeOnMongo(uri: string, observe: Observe) {
  const { MongoStore, StoreMongoModule } = await import('#libs/store-mongo');
  return { imports: [StoreMongoModule.forRoot({ uri, observe })], opened: { useExisting: MongoStore } };
}
