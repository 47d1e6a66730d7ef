import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Found, type Sort, wordsOf } from '#libs/event-sourcing';
import { limitInput, type User } from '#libs/cqrs';
import { z } from 'zod';
import { taskFields } from '../aggregate/task-fields.js';
import { readableTasks } from '../aggregate/task-policy.js';
import type { TaskDocument } from './tasks.projection.js';
import { TasksReadModel } from './tasks-read-model.js';

export const getTasksInput = z.strictObject({
  status: taskFields.status.exactOptional(),
  priority: taskFields.priority.exactOptional(),
  assignee_id: taskFields.assignee_id.exactOptional(),
  department: taskFields.department.exactOptional(),
  search: z
    .string()
    .max(200)
    .refine((value) => wordsOf(value).length > 0, {
      error: 'must have a letter or a digit',
      params: { rule: 'format' },
    })
    .exactOptional()
    .meta({
      pattern: String.raw`[\p{L}\p{N}]`,
      description: 'Each of its words begins a word of title or description',
      example: 'implement feat',
    }),
  sort: z
    .enum(['created_at', '-created_at', 'updated_at', '-updated_at', 'due_date', '-due_date'])
    .default('-created_at'),
  limit: limitInput,
  cursor: z
    .string()
    .min(1)
    .max(1_000)
    .exactOptional()
    .meta({ description: 'The `next_cursor` of the page before, with the same sort' }),
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

  async execute({ user, input: { sort, limit, cursor, search, ...where } }: GetTasks): Promise<Found<TaskDocument>> {
    const anyOf = readableTasks(user);
    return this.tasks.readModel.find({
      where,
      sort: sortOf(sort),
      limit,
      ...(anyOf && { anyOf }),
      ...(search && { search }),
      ...(cursor && { after: cursor }),
    });
  }
}

function sortOf(sort: z.output<typeof getTasksInput>['sort']): Sort<TaskDocument> {
  const descending = sort.startsWith('-');
  const field = (descending ? sort.slice(1) : sort) as 'created_at' | 'updated_at' | 'due_date';
  return { field, direction: descending ? 'desc' : 'asc' };
}
