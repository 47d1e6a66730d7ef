import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { User } from '#libs/cqrs';
import { ensureMayRead, ensureReadable } from '../aggregate/task-policy.js';
import { TaskNotFound } from '../aggregate/task-refusals.js';
import type { TaskDocument } from './tasks.projection.js';
import { TasksReadModel } from './tasks-read-model.js';

export class GetTaskById extends Query<TaskDocument> {
  constructor(
    readonly user: User,
    readonly taskId: string,
  ) {
    super();
  }
}

@QueryHandler(GetTaskById)
export class GetTaskByIdHandler implements IQueryHandler<GetTaskById> {
  constructor(private readonly tasks: TasksReadModel) {}

  async execute({ user, taskId }: GetTaskById): Promise<TaskDocument> {
    ensureMayRead(user);
    const task = await this.tasks.readModel.get(taskId);
    if (!task) throw new TaskNotFound();
    ensureReadable(user, task);
    return task;
  }
}
