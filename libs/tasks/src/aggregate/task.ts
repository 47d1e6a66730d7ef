import type { Decider } from '#libs/event-sourcing';
import type { TaskEvent } from './task.events.js';
import type { TaskPriority, TaskStatus } from './task-fields.js';
import { TaskCompleted, TaskNotFound } from './task-refusals.js';

/** What a caller may give a task and change of it. */
export interface TaskContent {
  readonly title: string;
  readonly description: string | null;
  readonly status: TaskStatus;
  readonly priority: TaskPriority;
  readonly assignee_id: string | null;
  readonly department: string | null;
  /** ISO 8601, UTC. */
  readonly due_date: string | null;
}

export interface Task extends TaskContent {
  readonly created_by: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted: boolean;
}

/** Undefined: there never was such a task. */
export type TaskState = Task | undefined;

/** Time and user come in with the command. */
export type TaskCommand =
  | { readonly type: 'create'; readonly content: TaskContent; readonly by: string; readonly at: string }
  | { readonly type: 'update'; readonly changes: Partial<TaskContent>; readonly at: string }
  | { readonly type: 'delete'; readonly at: string }
  | { readonly type: 'restore'; readonly at: string }
  | { readonly type: 'start_processing'; readonly at: string }
  /** With a reason it has to wait, without one it is completed. */
  | { readonly type: 'finish_processing'; readonly at: string; readonly reason: string | undefined };

/** Also a deleted one. @throws {TaskNotFound} */
export function ensureEverCreated(state: TaskState): asserts state is Task {
  if (!state) throw new TaskNotFound();
}

/** @throws {TaskNotFound} */
export function ensureTask(state: TaskState): asserts state is Task {
  if (!state || state.deleted) throw new TaskNotFound();
}

function decide(command: TaskCommand, state: TaskState): readonly TaskEvent[] {
  if (command.type === 'create') {
    if (state) return [];
    const { content, by, at } = command;
    return [{ type: 'task.created.v1', data: { ...content, created_by: by, created_at: at } }];
  }
  if (command.type === 'restore') return restore(state, command.at);
  ensureTask(state);
  switch (command.type) {
    case 'delete':
      return [{ type: 'task.deleted.v1', data: { deleted_at: command.at } }];
    case 'start_processing':
      return state.status === 'pending' ? [statusUpdated('in_progress', command.at)] : [];
    case 'finish_processing':
      return state.status === 'in_progress' ? [processed(command)] : [];
    case 'update':
      return update(command, state);
  }
}

function statusUpdated(status: TaskStatus, updated_at: string): TaskEvent {
  return { type: 'task.status.updated.v1', data: { status, updated_at } };
}

function processed({ at, reason }: { readonly at: string; readonly reason: string | undefined }): TaskEvent {
  if (reason === undefined) return statusUpdated('completed', at);
  return { type: 'task.status.updated.v1', data: { status: 'pending', reason, updated_at: at } };
}

function update(command: Extract<TaskCommand, { readonly type: 'update' }>, state: Task): readonly TaskEvent[] {
  const events = changes(command.changes, state, command.at);
  const reopened = (command.changes.status ?? state.status) !== 'completed';
  if (events.length > 0 && state.status === 'completed' && !reopened) throw new TaskCompleted();
  return events;
}

function restore(state: TaskState, restored_at: string): readonly TaskEvent[] {
  ensureEverCreated(state);
  const { deleted, updated_at: _, ...task } = state;
  return deleted ? [{ type: 'task.restored.v1', data: { ...task, restored_at } }] : [];
}

/** One event a field that really differs. */
function changes(asked: Partial<TaskContent>, task: Task, updated_at: string): TaskEvent[] {
  const { title, description, status, priority, assignee_id, department, due_date } = { ...task, ...asked };
  const events: TaskEvent[] = [];
  if (title !== task.title) events.push({ type: 'task.title.updated.v1', data: { title, updated_at } });
  if (description !== task.description) {
    events.push({ type: 'task.description.updated.v1', data: { description, updated_at } });
  }
  if (status !== task.status) events.push(statusUpdated(status, updated_at));
  if (priority !== task.priority) events.push({ type: 'task.priority.updated.v1', data: { priority, updated_at } });
  if (assignee_id !== task.assignee_id) {
    events.push({ type: 'task.assignee.updated.v1', data: { assignee_id, updated_at } });
  }
  if (department !== task.department) {
    events.push({ type: 'task.department.updated.v1', data: { department, updated_at } });
  }
  if (due_date !== task.due_date) events.push({ type: 'task.due_date.updated.v1', data: { due_date, updated_at } });
  return events;
}

function evolve(state: TaskState, event: TaskEvent): TaskState {
  if (event.type === 'task.created.v1') {
    return { due_date: null, ...event.data, updated_at: event.data.created_at, deleted: false };
  }
  if (!state) return undefined;
  switch (event.type) {
    case 'task.deleted.v1':
      return { ...state, updated_at: event.data.deleted_at, deleted: true };
    case 'task.restored.v1': {
      const { restored_at: updated_at, ...task } = event.data;
      return { ...task, updated_at, deleted: false };
    }
    case 'task.status.updated.v1': {
      const { reason: _, ...changed } = event.data;
      return { ...state, ...changed };
    }
    case 'task.title.updated.v1':
    case 'task.description.updated.v1':
    case 'task.priority.updated.v1':
    case 'task.assignee.updated.v1':
    case 'task.department.updated.v1':
    case 'task.due_date.updated.v1':
      return { ...state, ...event.data };
    default:
      // Stored by a newer release that runs beside this one.
      event satisfies never;
      return state;
  }
}

export const taskDecider: Decider<TaskState, TaskCommand, TaskEvent> = { initialState: undefined, decide, evolve };
