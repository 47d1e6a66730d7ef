import { EventStore } from '#libs/event-sourcing';
import { Injectable } from '@nestjs/common';
import type { RecordedTaskEvent } from '../aggregate/task.events.js';
import { type Caller, ensureMayRead, ensureReadable } from '../aggregate/task-policy.js';
import { TaskNotFound } from '../aggregate/task-refusals.js';
import { type TaskDocument, tasksProjection } from './tasks.projection.js';

/** The stored events of tasks, for who may read the task, or could before it was deleted. */
@Injectable()
export class TaskLog {
  constructor(private readonly store: EventStore) {}

  /**
   * @throws {Forbidden} the caller reads no task at all
   * @throws {TaskNotFound}
   */
  async read(user: Caller, taskId: string): Promise<readonly RecordedTaskEvent[]> {
    ensureMayRead(user);
    const { events } = await this.store.readStream(`task-${taskId}`);
    const known = events as readonly RecordedTaskEvent[];
    const last = lastDocument(known);
    if (!last) throw new TaskNotFound();
    ensureReadable(user, last);
    return known;
  }
}

/** What the events say; undefined where the task is not there yet, or deleted. */
export function documentAfter(events: readonly RecordedTaskEvent[]): TaskDocument | undefined {
  return events.reduce<TaskDocument | undefined>((task, event) => tasksProjection.project(task, event), undefined);
}

/** The task as it is, or as it was before it was deleted. */
function lastDocument(events: readonly RecordedTaskEvent[]): TaskDocument | undefined {
  let last: TaskDocument | undefined;
  let task: TaskDocument | undefined;
  for (const event of events) {
    task = tasksProjection.project(task, event);
    last = task ?? last;
  }
  return last;
}
