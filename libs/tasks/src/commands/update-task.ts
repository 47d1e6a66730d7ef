import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { parseInput, type Terms, type User } from '#libs/cqrs';
import { z } from 'zod';
import { taskFields } from '../aggregate/task-fields.js';
import { type TaskChange, Tasks } from '../aggregate/tasks.js';

/** An absent field stays as it is; null clears. */
export const updateTaskInput = z
  .strictObject({
    title: taskFields.title.exactOptional(),
    description: taskFields.description.nullable().exactOptional(),
    status: taskFields.status.exactOptional(),
    priority: taskFields.priority.exactOptional(),
    assignee_id: taskFields.assignee_id.nullable().exactOptional(),
    department: taskFields.department.nullable().exactOptional(),
    due_date: taskFields.due_date.nullable().exactOptional(),
  })
  .meta({ id: 'UpdateTask', example: { status: 'in_progress', due_date: null } });

export class UpdateTask extends Command<TaskChange> {
  constructor(
    readonly user: User,
    readonly taskId: string,
    readonly input: unknown,
    readonly terms: Terms = {},
  ) {
    super();
  }
}

@CommandHandler(UpdateTask)
export class UpdateTaskHandler implements ICommandHandler<UpdateTask> {
  constructor(private readonly tasks: Tasks) {}

  execute(asked: UpdateTask): Promise<TaskChange> {
    return this.tasks.change(asked, 'update', () => ({
      type: 'update',
      changes: parseInput(updateTaskInput, asked.input),
      at: new Date().toISOString(),
    }));
  }
}
