import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { parseInput, type Terms, type User } from '#libs/cqrs';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { taskFields } from '../aggregate/task-fields.js';
import { ensureMayCreate } from '../aggregate/task-policy.js';
import { type TaskChange, Tasks } from '../aggregate/tasks.js';

export const createTaskInput = z
  .strictObject({
    title: taskFields.title,
    description: taskFields.description.nullable().default(null),
    status: taskFields.status.default('pending'),
    priority: taskFields.priority.default('medium'),
    assignee_id: taskFields.assignee_id.nullable().default(null),
    department: taskFields.department.nullable().default(null),
    due_date: taskFields.due_date.nullable().default(null),
  })
  .meta({ id: 'CreateTask', example: { title: 'Implement feature X', priority: 'high', assignee_id: 'ann' } });

export class CreateTask extends Command<TaskChange> {
  readonly taskId = uuidv7();

  constructor(
    readonly user: User,
    readonly input: unknown,
    readonly terms: Terms = {},
  ) {
    super();
  }
}

@CommandHandler(CreateTask)
export class CreateTaskHandler implements ICommandHandler<CreateTask> {
  constructor(private readonly tasks: Tasks) {}

  execute(asked: CreateTask): Promise<TaskChange> {
    const { user, input } = asked;
    return this.tasks.create(asked, () => {
      const content = parseInput(createTaskInput, input);
      ensureMayCreate(user, { ...content, created_by: user.id });
      return { type: 'create', content, by: user.id, at: new Date().toISOString() };
    });
  }
}
