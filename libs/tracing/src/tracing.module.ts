import { type DynamicModule, Module } from '@nestjs/common';
import { MetricService, TraceService } from 'nestjs-otel';
import { CommandSpanInterceptor } from './command-span.interceptor.js';
import { TelemetryRegistry } from './telemetry-registry.js';

/** nestjs-otel's services without its module, which puts a middleware in front of every request. */
@Module({})
export class TracingModule {
  static forRoot(): DynamicModule {
    return {
      module: TracingModule,
      global: true,
      providers: [CommandSpanInterceptor, MetricService, TelemetryRegistry, TraceService],
      exports: [CommandSpanInterceptor, MetricService, TelemetryRegistry, TraceService],
    };
  }
}
