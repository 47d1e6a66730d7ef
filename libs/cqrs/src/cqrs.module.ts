import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { CqrsModule as NestCqrsModule } from '@nestjs/cqrs';
import { HandlerContexts } from './handler-contexts.js';
import { Projections } from './projections.js';
import { Publications } from './publications.js';

@Module({})
export class CqrsModule {
  static forRoot(): DynamicModule {
    return {
      module: CqrsModule,
      global: true,
      imports: [NestCqrsModule.forRoot(), DiscoveryModule],
      providers: [HandlerContexts, Projections, Publications],
      exports: [HandlerContexts, Projections, Publications],
    };
  }
}
