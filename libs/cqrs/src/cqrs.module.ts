import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { CqrsModule as NestCqrsModule } from '@nestjs/cqrs';
import { MetricService } from 'nestjs-otel';
import { HandlerContexts } from './handler-contexts.js';
import { Projections } from './projections.js';
import { Publications } from './publications.js';
import { SubscriptionMetrics } from './subscription-metrics.js';
import { Subscriptions } from './subscriptions.js';

@Module({})
export class CqrsModule {
  static forRoot(): DynamicModule {
    return {
      module: CqrsModule,
      global: true,
      imports: [NestCqrsModule.forRoot(), DiscoveryModule],
      providers: [HandlerContexts, MetricService, Projections, Publications, SubscriptionMetrics, Subscriptions],
      exports: [HandlerContexts, Projections, Publications, Subscriptions],
    };
  }
}
