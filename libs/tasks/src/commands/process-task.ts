import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TraceService } from 'nestjs-otel';
import { v7 as uuidv7 } from 'uuid';
import type { Terms, User } from '#libs/cqrs';
import { PreconditionFailed, TooManyConflicts } from '#libs/event-sourcing';
import { fail } from '#libs/tracing';
import type { Task } from '../aggregate/task.js';
import { type TaskChange, Tasks } from '../aggregate/tasks.js';
import { TaskProcessor } from './task-processor.js';

export interface ProcessedTask extends TaskChange {
  /** Why it is pending again. */
  readonly reason?: string;
}

export class ProcessTask extends Command<ProcessedTask> {
  constructor(
    readonly user: User,
    readonly taskId: string,
    readonly terms: Terms = {},
  ) {
    super();
  }
}

/** How often work is done anew on what others made of the task meanwhile. */
const MAX_ATTEMPTS = 5;

/**
 * Two commits, one before the work and one after it. Whoever asks again goes on from where the task is: what was begun is
 * done once more, what was completed is not.
 */
@CommandHandler(ProcessTask)
export class ProcessTaskHandler implements ICommandHandler<ProcessTask> {
  constructor(
    private readonly tasks: Tasks,
    private readonly processor: TaskProcessor,
    private readonly traces: TraceService,
  ) {}

  async execute({ user, taskId, terms }: ProcessTask): Promise<ProcessedTask> {
    const asked = { user, taskId, correlationId: uuidv7() };
    for (let attempt = 1; ; attempt++) {
      const at = new Date().toISOString();
      const begun = await this.tasks.process({ ...asked, terms }, { type: 'start_processing', at });
      if (begun.state?.status !== 'in_progress') return begun;
      const reason = await this.#work(taskId, begun.state);
      try {
        return await this.#finish(asked, begun.version, reason);
      } catch (error) {
        if (!(error instanceof PreconditionFailed)) throw error;
        if (attempt === MAX_ATTEMPTS) throw new TooManyConflicts(attempt, error);
      }
    }
  }

  /** @returns why the task has to wait */
  async #work(taskId: string, task: Task): Promise<string | undefined> {
    const span = this.traces.getSpan();
    span?.addEvent('validation_started');
    const began = performance.now();
    const { rulesChecked, reason } = this.processor.validate(task);
    span?.addEvent('validation_completed', {
      'validation.duration_ms': performance.now() - began,
      'validation.rules_checked': rulesChecked,
    });
    if (reason !== undefined) return reason;
    span?.addEvent('processing_started', { priority: task.priority });
    const failure = await this.processor.process(taskId, task);
    if (failure === undefined) span?.addEvent('processing_completed');
    return failure;
  }

  /** @throws {PreconditionFailed} the task was changed while it was worked on */
  async #finish(
    asked: Pick<ProcessTask, 'user' | 'taskId'> & { readonly correlationId: string },
    version: number,
    reason: string | undefined,
  ): Promise<ProcessedTask> {
    const outcome = { type: 'finish_processing', at: new Date().toISOString(), reason } as const;
    const isExpected = (actual: number) => actual === version;
    const finished = await this.tasks.process({ ...asked, terms: { isExpected } }, outcome);
    if (reason === undefined) return finished;
    const span = this.traces.getSpan();
    if (span) fail(span, 'validation', 'Processing failed');
    return { ...finished, reason };
  }
}
