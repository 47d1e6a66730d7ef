// These names and shapes are stored for ever: add, never rename.
import type { RecordedEvent } from '#libs/event-sourcing';
import type { TaskPriority, TaskStatus } from './task-fields.js';

export type TaskCreated = {
  readonly type: 'task.created.v1';
  readonly data: {
    readonly title: string;
    readonly description: string | null;
    readonly status: TaskStatus;
    readonly priority: TaskPriority;
    readonly assignee_id: string | null;
    readonly department: string | null;
    readonly created_by: string;
    readonly created_at: string;
    /** Tasks from before there were due dates have none. */
    readonly due_date?: string | null;
  };
};
export type TaskTitleUpdated = {
  readonly type: 'task.title.updated.v1';
  readonly data: { readonly title: string; readonly updated_at: string };
};
export type TaskDescriptionUpdated = {
  readonly type: 'task.description.updated.v1';
  readonly data: { readonly description: string | null; readonly updated_at: string };
};
export type TaskStatusUpdated = {
  readonly type: 'task.status.updated.v1';
  readonly data: {
    readonly status: TaskStatus;
    readonly updated_at: string;
    /** Why work on it ended without completing it. */
    readonly reason?: string;
  };
};
export type TaskPriorityUpdated = {
  readonly type: 'task.priority.updated.v1';
  readonly data: { readonly priority: TaskPriority; readonly updated_at: string };
};
export type TaskAssigneeUpdated = {
  readonly type: 'task.assignee.updated.v1';
  readonly data: { readonly assignee_id: string | null; readonly updated_at: string };
};
export type TaskDepartmentUpdated = {
  readonly type: 'task.department.updated.v1';
  readonly data: { readonly department: string | null; readonly updated_at: string };
};
export type TaskDueDateUpdated = {
  readonly type: 'task.due_date.updated.v1';
  readonly data: { readonly due_date: string | null; readonly updated_at: string };
};
/** All of the task again, for whoever dropped it with the deletion. */
export type TaskRestored = {
  readonly type: 'task.restored.v1';
  readonly data: Required<TaskCreated['data']> & { readonly restored_at: string };
};
export type TaskDeleted = {
  readonly type: 'task.deleted.v1';
  readonly data: { readonly deleted_at: string };
};

export type TaskEvent =
  | TaskCreated
  | TaskTitleUpdated
  | TaskDescriptionUpdated
  | TaskStatusUpdated
  | TaskPriorityUpdated
  | TaskAssigneeUpdated
  | TaskDepartmentUpdated
  | TaskDueDateUpdated
  | TaskDeleted
  | TaskRestored;

type Recorded<Event extends TaskEvent> = Event extends TaskEvent ? RecordedEvent<Event['type'], Event['data']> : never;

/** A task event as the log gives it back. */
export type RecordedTaskEvent = Recorded<TaskEvent>;
