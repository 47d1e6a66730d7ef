import { entityOf, type Projection } from '#libs/event-sourcing';
import type { RecordedTaskEvent } from '../aggregate/task.events.js';
import type { TaskPriority, TaskStatus } from '../aggregate/task-fields.js';

/** A task as readers see it. */
export interface TaskDocument {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly status: TaskStatus;
  readonly priority: TaskPriority;
  readonly assignee_id: string | null;
  readonly department: string | null;
  readonly due_date: string | null;
  readonly created_by: string;
  readonly created_at: string;
  readonly updated_at: string;
  /** Of its stream, for the ETag. */
  readonly version: number;
}

/** Each filter with the order that lists are read in, so that a page is read from one index. */
const indexes = [
  ['created_at'],
  ['updated_at'],
  ['due_date'],
  ['status', 'created_at'],
  ['priority', 'created_at'],
  ['assignee_id', 'created_at'],
  ['created_by', 'created_at'],
  ['department', 'created_at'],
] as const;

function project(task: TaskDocument | undefined, event: RecordedTaskEvent): TaskDocument | undefined {
  const { version } = event;
  if (event.type === 'task.created.v1') {
    const { created_at } = event.data;
    return { id: entityOf(event.streamId), due_date: null, ...event.data, updated_at: created_at, version };
  }
  if (event.type === 'task.restored.v1') {
    const { restored_at, ...content } = event.data;
    return { id: entityOf(event.streamId), ...content, updated_at: restored_at, version };
  }
  if (!task || event.type === 'task.deleted.v1') return undefined;
  if (event.type === 'task.status.updated.v1') {
    const { reason: _, ...changed } = event.data;
    return { ...task, ...changed, version };
  }
  return { ...task, ...event.data, version };
}

export const tasksProjection: Projection<TaskDocument, RecordedTaskEvent> = {
  model: { name: 'tasks', version: 3, indexes, text: ['title', 'description'] },
  types: [
    'task.created.v1',
    'task.title.updated.v1',
    'task.description.updated.v1',
    'task.status.updated.v1',
    'task.priority.updated.v1',
    'task.assignee.updated.v1',
    'task.department.updated.v1',
    'task.due_date.updated.v1',
    'task.deleted.v1',
    'task.restored.v1',
  ],
  project,
};
