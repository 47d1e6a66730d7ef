import { z } from 'zod';
import { taskFields } from '../aggregate/task-fields.js';

const MAX_TASKS = 100;

export const processInput = z
  .strictObject({ ids: z.array(taskFields.id.toLowerCase()).min(1).max(MAX_TASKS) })
  .meta({ id: 'ProcessTasks', example: { ids: ['0199abcd-1234-7abc-8def-0123456789ab'] } });
