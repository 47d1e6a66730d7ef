import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { User } from '#libs/cqrs';
import { type TaskChange, Tasks } from '../aggregate/tasks.js';

export class DeleteTask extends Command<TaskChange> {
  constructor(
    readonly user: User,
    readonly taskId: string,
  ) {
    super();
  }
}

@CommandHandler(DeleteTask)
export class DeleteTaskHandler implements ICommandHandler<DeleteTask> {
  constructor(private readonly tasks: Tasks) {}

  execute({ user, taskId }: DeleteTask): Promise<TaskChange> {
    return this.tasks.change(taskId, user, () => ({ type: 'delete', at: new Date().toISOString() }));
  }
}
