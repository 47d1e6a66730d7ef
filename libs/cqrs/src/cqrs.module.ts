import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { CqrsModule as NestCqrsModule } from '@nestjs/cqrs';
import { MetricService } from 'nestjs-otel';
import { HandlerContexts } from './handler-contexts.js';
import { Projections } from './projections.js';
import { Publications } from './publications.js';
import { SubscriptionLag } from './subscription-lag.js';

@Module({})
export class CqrsModule {
  static forRoot(): DynamicModule {
    return {
      module: CqrsModule,
      global: true,
      imports: [NestCqrsModule.forRoot(), DiscoveryModule],
      providers: [HandlerContexts, MetricService, Projections, Publications, SubscriptionLag],
      exports: [HandlerContexts, Projections, Publications],
    };
  }
}
