import { z } from 'zod';
import { taskFields } from '../aggregate/task-fields.js';
import { createTaskInput } from '../commands/create-task.js';
import { updateTaskInput } from '../commands/update-task.js';

const MAX_OPERATIONS = 100;

const id = taskFields.id.toLowerCase();
const version = z
  .int()
  .min(1)
  .exactOptional()
  .meta({ description: 'The version that the operation is meant for, as `If-Match` is for a single one' });

/** @param task of what is created, `changes` of what is updated */
const bulkSchema = <Task extends z.ZodType, Changes extends z.ZodType>(task: Task, changes: Changes) =>
  z.strictObject({
    operations: z
      .array(
        z.discriminatedUnion('op', [
          z.strictObject({ op: z.literal('create'), task }),
          z.strictObject({ op: z.literal('update'), id, version, changes }),
          z.strictObject({ op: z.literal('delete'), id, version }),
          z.strictObject({ op: z.literal('restore'), id, version }),
        ]),
      )
      .min(1)
      .max(MAX_OPERATIONS),
  });

/** What the request as a whole must be; what a task may hold is each command's own affair. */
export const bulkEnvelope = bulkSchema(z.unknown(), z.unknown());

/** The same with all of it, for the API document. */
export const bulkInput = bulkSchema(createTaskInput, updateTaskInput).meta({
  id: 'BulkTasks',
  example: {
    operations: [
      { op: 'create', task: { title: 'Implement feature X' } },
      { op: 'delete', id: '0199abcd-1234-7abc-8def-0123456789ac', version: 3 },
    ],
  },
});

export type BulkOperation = z.output<typeof bulkEnvelope>['operations'][number];
