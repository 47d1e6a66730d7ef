import { z } from 'zod';
import type { TaskState } from '../aggregate/task.js';
import { type Problem, problemResponse } from '#libs/http';
import { taskFields } from '../aggregate/task-fields.js';

export const taskIdInput = z.strictObject({ id: taskFields.id.toLowerCase() });

const timestamp = z.iso.datetime();

export const taskResponse = z
  .strictObject({
    id: taskFields.id,
    title: taskFields.title,
    description: taskFields.description.nullable(),
    status: taskFields.status,
    priority: taskFields.priority,
    assignee_id: taskFields.assignee_id.nullable(),
    department: taskFields.department.nullable(),
    due_date: timestamp.nullable(),
    created_by: z.string(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Task' });

export const taskListResponse = z
  .strictObject({
    items: z.array(taskResponse),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: 'Give it as `cursor` for the next page; null on the last.' }),
  })
  .meta({ id: 'TaskList' });

const result = z.strictObject({
  status: z.int().meta({ description: 'What the same operation alone would have been answered with' }),
  id: taskFields.id.optional(),
  version: z.int().min(1).optional().meta({ description: 'Of the task after the operation' }),
  task: taskResponse.optional(),
  problem: problemResponse.optional(),
});

export const bulkResponse = z
  .strictObject({ results: z.array(result).meta({ description: 'In the order of the operations' }) })
  .meta({ id: 'BulkResults' });

export type BulkResult = Omit<z.output<typeof result>, 'problem'> & { readonly problem?: Problem };
export type TaskResponse = z.output<typeof taskResponse>;
export type TaskListResponse = z.output<typeof taskListResponse>;

/** What a write answers: the state that it was decided to be. */
export function taskBody(id: string, state: TaskState): TaskResponse {
  if (!state) throw new Error('a change of a task always has a state');
  const { deleted: _, ...task } = state;
  return { id, ...task };
}
