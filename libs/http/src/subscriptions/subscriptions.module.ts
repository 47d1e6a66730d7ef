import { Module } from '@nestjs/common';
import type { User } from '#libs/cqrs';
import { telemetryOf, TelemetryRegistry } from '#libs/tracing';
import { GetParkedEvents, GetParkedEventsHandler } from './get-parked-events.js';
import { GetSubscriptions, GetSubscriptionsHandler } from './get-subscriptions.js';
import {
  RetryParkedEvent,
  RetryParkedEventHandler,
  SkipParkedEvent,
  SkipParkedEventHandler,
} from './repair-parked-event.js';
import { SubscriptionsController } from './subscriptions.controller.js';

const attributes = ({ user }: { readonly user: User }) => ({ 'user.id': user.id });

@Module({
  controllers: [SubscriptionsController],
  providers: [GetSubscriptionsHandler, GetParkedEventsHandler, RetryParkedEventHandler, SkipParkedEventHandler],
})
export class SubscriptionsModule {
  constructor(registry: TelemetryRegistry) {
    registry.add([
      telemetryOf(GetSubscriptions, { attributes }),
      telemetryOf(GetParkedEvents, { attributes }),
      telemetryOf(RetryParkedEvent, { attributes }),
      telemetryOf(SkipParkedEvent, { attributes }),
    ]);
  }
}
