import { Module } from '@nestjs/common';
import { AggregateModule } from '../aggregate/aggregate.module.js';
import { CreateTaskHandler } from './create-task.js';
import { DeleteTaskHandler } from './delete-task.js';
import { RestoreTaskHandler } from './restore-task.js';
import { UpdateTaskHandler } from './update-task.js';

@Module({
  imports: [AggregateModule],
  providers: [CreateTaskHandler, UpdateTaskHandler, DeleteTaskHandler, RestoreTaskHandler],
})
export class CommandsModule {}
