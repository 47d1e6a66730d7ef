import { Module } from '@nestjs/common';
import { GetTaskByIdHandler } from './get-task-by-id.js';
import { GetTasksHandler } from './get-tasks.js';
import { TasksReadModel, tasksReadModel } from './tasks-read-model.js';

@Module({ providers: [tasksReadModel, GetTasksHandler, GetTaskByIdHandler], exports: [TasksReadModel] })
export class QueriesModule {}
