import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Found, Sort } from '#libs/event-sourcing';
import type { User } from '#libs/cqrs';
import { z } from 'zod';
import { taskFields } from '../aggregate/task-fields.js';
import type { TaskDocument } from './tasks.projection.js';
import { TasksReadModel } from './tasks-read-model.js';

const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 20;

/** A text in the address, a number in the API document. */
const limitInput = z
  .string()
  .refine((value) => /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= MAX_LIMIT, {
    error: `must be a whole number from 1 to ${MAX_LIMIT}`,
    params: { rule: 'range' },
  })
  .transform(Number)
  .default(DEFAULT_LIMIT)
  .meta({
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    description: `Length of the page, ${DEFAULT_LIMIT} where nothing is said`,
  });

export const getTasksInput = z.strictObject({
  status: taskFields.status.exactOptional(),
  priority: taskFields.priority.exactOptional(),
  assignee_id: taskFields.assignee_id.exactOptional(),
  department: taskFields.department.exactOptional(),
  sort: z.enum(['created_at', '-created_at', 'updated_at', '-updated_at']).default('-created_at'),
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

  execute({ input: { sort, limit, cursor, ...filter } }: GetTasks): Promise<Found<TaskDocument>> {
    return this.tasks.readModel.find({ where: filter, sort: sortOf(sort), limit, ...(cursor && { after: cursor }) });
  }
}

function sortOf(sort: z.output<typeof getTasksInput>['sort']): Sort<TaskDocument> {
  const field = sort.endsWith('updated_at') ? 'updated_at' : 'created_at';
  return { field, direction: sort.startsWith('-') ? 'desc' : 'asc' };
}
