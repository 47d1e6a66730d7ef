import { Module } from '@nestjs/common';
import { GetTaskAtHandler } from './get-task-at.js';
import { GetTaskByIdHandler } from './get-task-by-id.js';
import { GetTaskHistoryHandler } from './get-task-history.js';
import { GetTasksHandler } from './get-tasks.js';
import { TaskLog } from './task-log.js';
import { TasksReadModel, tasksReadModel } from './tasks-read-model.js';

const handlers = [GetTasksHandler, GetTaskByIdHandler, GetTaskAtHandler, GetTaskHistoryHandler];

@Module({ providers: [tasksReadModel, TaskLog, ...handlers], exports: [TasksReadModel] })
export class QueriesModule {}
