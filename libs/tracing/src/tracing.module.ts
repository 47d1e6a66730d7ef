import { type DynamicModule, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { OpenTelemetryModule } from 'nestjs-otel';
import { CommandSpanInterceptor } from './command-span.interceptor.js';
import { TelemetryRegistry } from './telemetry-registry.js';

@Module({})
export class TracingModule {
  static forRoot(): DynamicModule {
    return {
      module: TracingModule,
      global: true,
      imports: [OpenTelemetryModule.forRoot()],
      providers: [TelemetryRegistry, { provide: APP_INTERCEPTOR, useClass: CommandSpanInterceptor }],
      exports: [TelemetryRegistry, OpenTelemetryModule],
    };
  }
}
