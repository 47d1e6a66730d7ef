import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { TraceService } from 'nestjs-otel';
import { EventStore, KeyRecords } from '#libs/event-sourcing';
import { Consistency, type ConsistencyOptions } from './consistency.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { OtherMethods } from './other-methods.js';
import { ProblemFilter } from './problem.filter.js';
import { ProjectionHealth } from './projection-health.js';
import { PublicationHealth } from './publication-health.js';
import { RequestTerms, type RequestTermsOptions } from './request-terms.js';
import { StoreHealth } from './store-health.js';

@Module({})
export class HttpModule {
  static forRoot(options: ConsistencyOptions & RequestTermsOptions): DynamicModule {
    const consistency = {
      provide: Consistency,
      inject: [EventStore, TraceService],
      useFactory: (store: EventStore, traces: TraceService) => new Consistency(store, traces, options),
    };
    const terms = {
      provide: RequestTerms,
      inject: [EventStore, KeyRecords],
      useFactory: (store: EventStore, records: KeyRecords) => new RequestTerms(store, records, options),
    };
    return {
      module: HttpModule,
      global: true,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, MetricsController],
      providers: [
        consistency,
        terms,
        { provide: APP_FILTER, useClass: ProblemFilter },
        OtherMethods,
        StoreHealth,
        ProjectionHealth,
        PublicationHealth,
      ],
      exports: [Consistency, RequestTerms],
    };
  }
}
