import { type DynamicModule, Module } from '@nestjs/common';
import type { User } from '#libs/cqrs';
import { telemetryOf, TelemetryRegistry } from '#libs/tracing';
import { EventsController } from './events.controller.js';
import { GetEventTrace, GetEventTraceHandler } from './get-event-trace.js';
import { GetEvents, GetEventsHandler } from './get-events.js';
import { GetTraceEvents, GetTraceEventsHandler } from './get-trace-events.js';
import { TraceStore } from './trace-store.js';
import { tracesReadModel } from './traces-read-model.js';

const attributes = ({ user }: { readonly user: User }) => ({ 'user.id': user.id });

@Module({})
export class EventsModule {
  static forRoot({ tempoUrl }: { readonly tempoUrl: string | undefined }): DynamicModule {
    return {
      module: EventsModule,
      controllers: [EventsController],
      providers: [
        { provide: TraceStore, useValue: new TraceStore(tempoUrl) },
        tracesReadModel,
        GetEventsHandler,
        GetEventTraceHandler,
        GetTraceEventsHandler,
      ],
    };
  }

  constructor(registry: TelemetryRegistry) {
    registry.add([
      telemetryOf(GetEvents, { attributes }),
      telemetryOf(GetEventTrace, { attributes }),
      telemetryOf(GetTraceEvents, { attributes }),
    ]);
  }
}
