import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TraceService } from 'nestjs-otel';
import type { User } from '#libs/cqrs';
import { describeError, fail, inBatch, withSpan } from '#libs/tracing';
import { inOrderById } from './in-order-by-id.js';
import { ProcessTask, type ProcessedTask } from './process-task.js';

/** Either what became of the task, or why nothing did. */
export type ProcessedItem =
  | { readonly taskId: string; readonly processed: ProcessedTask }
  | { readonly taskId: string; readonly error: unknown };

export class ProcessMultipleTasks extends Command<readonly ProcessedItem[]> {
  constructor(
    readonly user: User,
    readonly taskIds: readonly string[],
  ) {
    super();
  }
}

/** One command an item, so that each event stands on the span of the command that made it. */
@CommandHandler(ProcessMultipleTasks)
export class ProcessMultipleTasksHandler implements ICommandHandler<ProcessMultipleTasks> {
  constructor(
    private readonly commands: CommandBus,
    private readonly traces: TraceService,
  ) {}

  async execute({ user, taskIds }: ProcessMultipleTasks): Promise<readonly ProcessedItem[]> {
    const items = await inOrderById(
      taskIds,
      (taskId) => taskId,
      (taskId) => this.#processOne(user, taskId),
    );
    const failed = items.filter(isFailed);
    const span = this.traces.getSpan();
    span?.setAttributes({ 'tasks.successful': items.length - failed.length, 'tasks.failed': failed.length });
    const [first] = failed;
    if (span && first) fail(span, typeOf(first), `${failed.length} tasks failed`);
    return items;
  }

  async #processOne(user: User, taskId: string): Promise<ProcessedItem> {
    const attributes = { 'task.id': taskId };
    try {
      const processed = await withSpan(
        'process_single_task',
        async (span) => {
          const one = await inBatch(() => this.commands.execute(new ProcessTask(user, taskId)));
          if (one.reason !== undefined) fail(span, 'validation', 'Processing failed');
          return one;
        },
        { attributes },
      );
      return { taskId, processed };
    } catch (error) {
      return { taskId, error };
    }
  }
}

function isFailed(item: ProcessedItem): boolean {
  return 'error' in item || item.processed.reason !== undefined;
}

function typeOf(item: ProcessedItem) {
  return 'error' in item ? describeError(item.error).type : 'validation';
}
