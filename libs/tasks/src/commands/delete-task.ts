import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Terms, User } from '#libs/cqrs';
import { type TaskChange, Tasks } from '../aggregate/tasks.js';

export class DeleteTask extends Command<TaskChange> {
  constructor(
    readonly user: User,
    readonly taskId: string,
    readonly terms: Terms = {},
  ) {
    super();
  }
}

@CommandHandler(DeleteTask)
export class DeleteTaskHandler implements ICommandHandler<DeleteTask> {
  constructor(private readonly tasks: Tasks) {}

  execute(asked: DeleteTask): Promise<TaskChange> {
    return this.tasks.change(asked, 'delete', () => ({ type: 'delete', at: new Date().toISOString() }));
  }
}
