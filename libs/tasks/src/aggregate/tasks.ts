import { createHash } from 'node:crypto';
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
  /** Of several commits that belong together. Default: of each its own id. */
  readonly correlationId?: string;
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

  /** A step of processing: from a version it is stored once, however many take it. */
  process(asked: Asked, step: TaskCommand): Promise<TaskChange> {
    const commitId = (version: number) => hashOf(asked.taskId, version, step.type);
    return this.#handle(asked, 'process', () => step, ensureTask, commitId);
  }

  async #handle(
    { taskId, user, terms: { key, isExpected }, correlationId = key?.commitId ?? uuidv7() }: Asked,
    operation: TaskOperation,
    parse: () => TaskCommand,
    ensureExists?: (state: TaskState) => void,
    commitId: string | ((version: number) => string) = correlationId,
  ): Promise<TaskChange> {
    const { streamId, ...change } = await handleCommand({
      store: this.store,
      decider: taskDecider,
      streamId: `task-${taskId}`,
      authorize: () => authorizeState(user, operation),
      parse,
      commitId,
      metadata: () => ({ ...activeTraceContext(), correlationid: correlationId, actor: user.id }),
      observe: this.observer.observe,
      ...(ensureExists && { ensureExists }),
      ...(isExpected && { isExpected }),
      ...(key && { once: { key, records: this.keys } }),
    });
    return { ...change, taskId: entityOf(streamId) };
  }
}

function hashOf(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
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
