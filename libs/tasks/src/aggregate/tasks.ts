import { Injectable } from '@nestjs/common';
import { type CommandResult, EventStore, handleCommand, StageObserver } from '#libs/event-sourcing';
import type { User } from '#libs/cqrs';
import { activeTraceContext } from '#libs/tracing';
import { v7 as uuidv7 } from 'uuid';
import { ensureTask, type TaskCommand, taskDecider, type TaskState } from './task.js';

/** What was decided on a task, and where a reader must have come to see it. */
export type TaskChange = CommandResult<TaskState>;

/** Binds the pure decider to the store. */
@Injectable()
export class Tasks {
  constructor(
    private readonly store: EventStore,
    private readonly observer: StageObserver,
  ) {}

  create(taskId: string, user: User, command: () => TaskCommand): Promise<TaskChange> {
    return this.#handle(taskId, user, command);
  }

  change(taskId: string, user: User, command: () => TaskCommand): Promise<TaskChange> {
    return this.#handle(taskId, user, command, ensureTask);
  }

  #handle(taskId: string, user: User, parse: () => TaskCommand, ensureExists?: (state: TaskState) => void) {
    const commitId = uuidv7();
    return handleCommand({
      store: this.store,
      decider: taskDecider,
      streamId: `task-${taskId}`,
      parse,
      commitId,
      metadata: () => ({ ...activeTraceContext(), correlationid: commitId, actor: user.id }),
      observe: this.observer.observe,
      ...(ensureExists && { ensureExists }),
    });
  }
}
