import { type DynamicModule, Module } from '@nestjs/common';
import { NotificationPublisher, NOTIFICATIONS_URL } from './notification.publisher.js';

@Module({})
export class PublishersModule {
  /** @param notificationsUrl undefined: nobody is told */
  static forRoot(notificationsUrl: string | undefined): DynamicModule {
    const providers =
      notificationsUrl === undefined
        ? []
        : [{ provide: NOTIFICATIONS_URL, useValue: notificationsUrl }, NotificationPublisher];
    return { module: PublishersModule, providers };
  }
}
