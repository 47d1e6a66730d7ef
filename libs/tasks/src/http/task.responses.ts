import { z } from 'zod';
import type { TaskState } from '../aggregate/task.js';
import { type Problem, problemOf, problemResponse } from '#libs/http';
import { taskFields } from '../aggregate/task-fields.js';

export const taskIdInput = z.strictObject({ id: taskFields.id.toLowerCase() });

const timestamp = z.iso.datetime();

const example = {
  id: '0199abcd-1234-7abc-8def-0123456789ab',
  title: 'Implement feature X',
  description: null,
  status: 'pending',
  priority: 'high',
  assignee_id: 'ann',
  department: null,
  due_date: null,
  created_by: 'bob',
  created_at: '2029-12-31T09:00:00.000Z',
  updated_at: '2029-12-31T09:00:00.000Z',
} as const;

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
  .meta({ id: 'Task', example });

export const taskListResponse = z
  .strictObject({
    items: z.array(taskResponse),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: 'Give it as `cursor` for the next page; null on the last.' }),
  })
  .meta({ id: 'TaskList', example: { items: [example], next_cursor: null } });

const result = z.strictObject({
  status: z.int().meta({ description: 'What the same operation alone would have been answered with' }),
  id: taskFields.id.optional(),
  version: z.int().min(1).optional().meta({ description: 'Of the task after the operation' }),
  task: taskResponse.optional(),
  problem: problemResponse.optional(),
});

const reason = z.string().nullable().meta({ description: 'Why the task is pending again; null: it is completed' });

export const processResponse = z
  .strictObject({ task: taskResponse, reason })
  .meta({ id: 'ProcessedTask', example: { task: { ...example, status: 'completed' }, reason: null } });

export const processListResponse = z
  .strictObject({
    results: z.array(result.extend({ reason: reason.optional() })).meta({ description: 'In the order of the ids' }),
  })
  .meta({
    id: 'ProcessResults',
    example: {
      results: [
        { status: 200, id: example.id, version: 3, task: { ...example, status: 'completed' }, reason: null },
        { status: 404, id: '0199abcd-1234-7abc-8def-0123456789ac', problem: problemOf('task_not_found') },
      ],
    },
  });

export const bulkResponse = z
  .strictObject({ results: z.array(result).meta({ description: 'In the order of the operations' }) })
  .meta({
    id: 'BulkResults',
    example: {
      results: [
        { status: 201, id: example.id, version: 1, task: example },
        { status: 404, id: '0199abcd-1234-7abc-8def-0123456789ac', problem: problemOf('task_not_found') },
      ],
    },
  });

export type BulkResult = Omit<z.output<typeof result>, 'problem'> & { readonly problem?: Problem };
export type ProcessResponse = z.output<typeof processResponse>;
export type ProcessResult = BulkResult & { readonly reason?: string | null };
export type TaskResponse = z.output<typeof taskResponse>;
export type TaskListResponse = z.output<typeof taskListResponse>;

/** What a write answers: the state that it was decided to be. */
export function taskBody(id: string, state: TaskState): TaskResponse {
  if (!state) throw new Error('a change of a task always has a state');
  const { deleted: _, ...task } = state;
  return { id, ...task };
}
