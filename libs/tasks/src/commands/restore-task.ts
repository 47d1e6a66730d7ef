import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Terms, User } from '#libs/cqrs';
import { type TaskChange, Tasks } from '../aggregate/tasks.js';

export class RestoreTask extends Command<TaskChange> {
  constructor(
    readonly user: User,
    readonly taskId: string,
    readonly terms: Terms = {},
  ) {
    super();
  }
}

@CommandHandler(RestoreTask)
export class RestoreTaskHandler implements ICommandHandler<RestoreTask> {
  constructor(private readonly tasks: Tasks) {}

  execute(asked: RestoreTask): Promise<TaskChange> {
    return this.tasks.restore(asked, () => ({ type: 'restore', at: new Date().toISOString() }));
  }
}
