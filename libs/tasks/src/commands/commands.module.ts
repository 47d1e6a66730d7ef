import { Module } from '@nestjs/common';
import { AggregateModule } from '../aggregate/aggregate.module.js';
import { CreateTaskHandler } from './create-task.js';
import { DeleteTaskHandler } from './delete-task.js';
import { ProcessMultipleTasksHandler } from './process-multiple-tasks.js';
import { ProcessTaskHandler } from './process-task.js';
import { RestoreTaskHandler } from './restore-task.js';
import { OwnRulesProcessor, TaskProcessor } from './task-processor.js';
import { UpdateTaskHandler } from './update-task.js';

@Module({
  imports: [AggregateModule],
  providers: [
    { provide: TaskProcessor, useClass: OwnRulesProcessor },
    CreateTaskHandler,
    UpdateTaskHandler,
    DeleteTaskHandler,
    RestoreTaskHandler,
    ProcessTaskHandler,
    ProcessMultipleTasksHandler,
  ],
})
export class CommandsModule {}
