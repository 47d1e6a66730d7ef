import { Injectable } from '@nestjs/common';
import {
  type CommandResult,
  entityOf,
  EventStore,
  handleCommand,
  KeyRecords,
  StageObserver,
} from '#libs/event-sourcing';
import type { Terms, User } from '#libs/cqrs';
import { activeTraceContext } from '#libs/tracing';
import { v7 as uuidv7 } from 'uuid';
import { ensureEverCreated, ensureTask, type TaskCommand, taskDecider, type TaskState } from './task.js';
import { authorize, type TaskOperation } from './task-policy.js';

/** What was decided on a task, and where a reader must have come to see it. */
export interface TaskChange extends Omit<CommandResult<TaskState>, 'streamId'> {
  readonly taskId: string;
}

interface Asked {
  readonly taskId: string;
  readonly user: User;
  readonly terms: Terms;
}

/** Binds the pure decider and the policy to the store. */
@Injectable()
export class Tasks {
  constructor(
    private readonly store: EventStore,
    private readonly keys: KeyRecords,
    private readonly observer: StageObserver,
  ) {}

  create(asked: Asked, command: () => TaskCommand): Promise<TaskChange> {
    return this.#handle(asked, 'create', command);
  }

  change(asked: Asked, operation: 'update' | 'delete', command: () => TaskCommand): Promise<TaskChange> {
    return this.#handle(asked, operation, command, ensureTask);
  }

  restore(asked: Asked, command: () => TaskCommand): Promise<TaskChange> {
    return this.#handle(asked, 'restore', command, ensureEverCreated);
  }

  async #handle(
    { taskId, user, terms: { key, isExpected } }: Asked,
    operation: TaskOperation,
    parse: () => TaskCommand,
    ensureExists?: (state: TaskState) => void,
  ): Promise<TaskChange> {
    const commitId = key?.commitId ?? uuidv7();
    const { streamId, ...change } = await handleCommand({
      store: this.store,
      decider: taskDecider,
      streamId: `task-${taskId}`,
      authorize: () => authorizeState(user, operation),
      parse,
      commitId,
      metadata: () => ({ ...activeTraceContext(), correlationid: commitId, actor: user.id }),
      observe: this.observer.observe,
      ...(ensureExists && { ensureExists }),
      ...(isExpected && { isExpected }),
      ...(key && { once: { key, records: this.keys } }),
    });
    return { ...change, taskId: entityOf(streamId) };
  }
}

function authorizeState(user: User, operation: TaskOperation): ((state: TaskState) => void) | undefined {
  const authorizeTask = authorize(user, operation);
  return (
    authorizeTask &&
    ((state) => {
      ensureEverCreated(state);
      authorizeTask(state);
    })
  );
}
