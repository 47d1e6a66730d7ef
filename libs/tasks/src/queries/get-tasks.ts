import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Found, Sort } from '#libs/event-sourcing';
import type { User } from '#libs/cqrs';
import { z } from 'zod';
import { taskFields } from '../aggregate/task-fields.js';
import type { TaskDocument } from './tasks.projection.js';
import { TasksReadModel } from './tasks-read-model.js';

export const getTasksInput = z.strictObject({
  status: taskFields.status.exactOptional(),
  priority: taskFields.priority.exactOptional(),
  assignee_id: taskFields.assignee_id.exactOptional(),
  department: taskFields.department.exactOptional(),
  sort: z.enum(['created_at', '-created_at', 'updated_at', '-updated_at']).default('-created_at'),
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .default(20),
  cursor: z.string().min(1).max(1_000).exactOptional(),
});

export class GetTasks extends Query<Found<TaskDocument>> {
  constructor(
    readonly user: User,
    readonly input: z.output<typeof getTasksInput>,
  ) {
    super();
  }
}

@QueryHandler(GetTasks)
export class GetTasksHandler implements IQueryHandler<GetTasks> {
  constructor(private readonly tasks: TasksReadModel) {}

  execute({ input: { sort, limit, cursor, ...filter } }: GetTasks): Promise<Found<TaskDocument>> {
    return this.tasks.readModel.find({ where: filter, sort: sortOf(sort), limit, ...(cursor && { after: cursor }) });
  }
}

function sortOf(sort: z.output<typeof getTasksInput>['sort']): Sort<TaskDocument> {
  const field = sort.endsWith('updated_at') ? 'updated_at' : 'created_at';
  return { field, direction: sort.startsWith('-') ? 'desc' : 'asc' };
}
