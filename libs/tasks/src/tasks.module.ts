import { type DynamicModule, Inject, Module } from '@nestjs/common';
import { HandlerContexts } from '#libs/cqrs';
import { TelemetryRegistry } from '#libs/tracing';
import { CommandsModule } from './commands/commands.module.js';
import { TaskBulkController } from './http/task-bulk.controller.js';
import { TaskProcessingController } from './http/task-processing.controller.js';
import { TasksController } from './http/tasks.controller.js';
import { PublishersModule } from './publishers/publishers.module.js';
import { QueriesModule } from './queries/queries.module.js';
import { TaskCounts } from './task-counts.js';
import { taskTelemetry, type TaskTelemetryOptions } from './telemetry.js';

export interface TasksOptions extends TaskTelemetryOptions {
  /** Of the service that is told of new tasks; undefined: none is. */
  readonly notificationsUrl: string | undefined;
}

const TELEMETRY_OPTIONS = Symbol('TaskTelemetryOptions');

@Module({
  imports: [CommandsModule, QueriesModule],
  controllers: [TaskBulkController, TaskProcessingController, TasksController],
})
export class TasksModule {
  static forRoot({ notificationsUrl, ...telemetry }: TasksOptions): DynamicModule {
    return {
      module: TasksModule,
      imports: [PublishersModule.forRoot(notificationsUrl)],
      providers: [TaskCounts, { provide: TELEMETRY_OPTIONS, useValue: telemetry }],
    };
  }

  constructor(
    registry: TelemetryRegistry,
    handlers: HandlerContexts,
    @Inject(TELEMETRY_OPTIONS) options: TaskTelemetryOptions,
    counts: TaskCounts,
  ) {
    const rows = taskTelemetry(options).map((row) => ({ ...row, counts }));
    registry.add(rows);
    handlers.expect(rows.map(({ type }) => type));
  }
}
