import type { Attributes } from '@opentelemetry/api';
import { entityOf, type NewEvent } from '#libs/event-sourcing';
import { type StageTable, telemetryOf, type TelemetryRow } from '#libs/tracing';
import type { TaskState } from './aggregate/task.js';
import { taskFields } from './aggregate/task-fields.js';
import { type Caller, relationsOf } from './aggregate/task-policy.js';
import { CreateTask } from './commands/create-task.js';
import { DeleteTask } from './commands/delete-task.js';
import { ProcessMultipleTasks } from './commands/process-multiple-tasks.js';
import { ProcessTask } from './commands/process-task.js';
import { RestoreTask } from './commands/restore-task.js';
import { UpdateTask } from './commands/update-task.js';
import { GetTaskAt } from './queries/get-task-at.js';
import { GetTaskById } from './queries/get-task-by-id.js';
import { GetTaskHistory } from './queries/get-task-history.js';
import { GetTasks } from './queries/get-tasks.js';

export interface TaskTelemetryOptions {
  /** Opt-in: titles and the start of descriptions are content, and spans are read by many. */
  readonly titles: boolean;
}

interface WithUser {
  readonly user: Caller;
}

type Row<Operation> = StageTable<TaskState, Operation>;

/** One row a command or query: what its span says, and what its stages are called. */
export function taskTelemetry({ titles }: TaskTelemetryOptions): readonly TelemetryRow[] {
  return [
    createTask(titles),
    updateTask,
    deleteTask,
    restoreTask,
    processTask,
    processMultipleTasks,
    telemetryOf<unknown, GetTaskById>(GetTaskById, { attributes: taskAndUser }),
    telemetryOf<unknown, GetTaskAt>(GetTaskAt, { attributes: taskAndUser }),
    telemetryOf<unknown, GetTaskHistory>(GetTaskHistory, { attributes: taskAndUser }),
    telemetryOf<unknown, GetTasks>(GetTasks, { attributes: ({ user }) => ({ 'user.id': user.id }) }),
  ];
}

const storeStages: Row<object> = {
  serialize: { span: 'serialize_task' },
  notify: { span: 'publish_domain_events' },
};

const fetchTask: NonNullable<Row<object>['load']> = {
  span: 'fetch_task',
  always: true,
  statusOnly: true,
  failure: { not_found: 'Not found' },
  attributes: ({ streamId, replayed, version, state }) => ({
    'task.id': entityOf(streamId),
    'es.events_replayed': replayed,
    'es.version': version,
    ...(state && !state.deleted && { 'task.status': state.status }),
  }),
};

const existing: Row<object> = {
  load: fetchTask,
  evaluate: { operation: ({ state }) => statusAndPriority(state) },
};

const refused = (_: unknown, { user }: WithUser) => ({ 'error.user_roles': [...user.roles] });
const recall: Row<object>['recall'] = {
  operation: ({ commit }) => ({ 'task.id': entityOf(commit?.events[0]?.streamId ?? '') }),
};

/** Of what everybody may do to some tasks, only the refusal is of interest. */
const authorization: Row<WithUser> = { authorize: { refused }, recall };

const checkedAuthorization: Row<WithUser> = {
  authorize: {
    span: 'check_authorization',
    statusOnly: true,
    failure: { permission: 'Forbidden' },
    attributes: ({ state }, { user }) =>
      state ? { 'task.relation': relationsOf(user, state)[0] ?? 'none' } : { 'user.roles': [...user.roles] },
    refused,
  },
  recall,
};

const createTask = (titles: boolean) =>
  telemetryOf<TaskState, CreateTask>(CreateTask, {
    attributes: taskAndUser,
    stages: {
      ...storeStages,
      ...authorization,
      evaluate: {
        span: 'create_task_entity',
        started: 'creating_task_entity',
        finished: ({ streamId }) => [['task_entity_created', { 'task.id': entityOf(streamId) }]],
        failure: { validation: 'Invalid input' },
        attributes: ({ streamId, state }) => (state ? entity(entityOf(streamId), state, titles) : {}),
        operation: ({ state }) => statusAndPriority(state),
      },
      decide: { span: 'validate_input' },
      apply: { span: 'create_domain_object' },
    },
  });

const updateTask = telemetryOf<TaskState, UpdateTask>(UpdateTask, {
  attributes: (command) => ({
    ...taskAndUser(command),
    'operation.type': 'update',
    'updates.count': fieldsOf(command).length,
  }),
  stages: {
    ...storeStages,
    ...authorization,
    load: fetchTask,
    evaluate: {
      operation: ({ state, events }) => ({
        ...statusAndPriority(state),
        'task.assignee_changed': events.some(({ type }) => type === 'task.assignee.updated.v1'),
        'task.updated_fields': events.length,
      }),
    },
    decide: { span: 'validate_updates', attributes: (_, command) => ({ 'updates.fields': fieldsOf(command) }) },
    apply: { span: 'apply_updates', finished: ({ events }) => events.map(updatedField) },
  },
});

const deleteTask = telemetryOf<TaskState, DeleteTask>(DeleteTask, {
  attributes: taskAndUser,
  finished: 'task_deleted_successfully',
  stages: {
    ...storeStages,
    ...checkedAuthorization,
    ...existing,
    commit: { span: 'delete_from_repository', always: true },
  },
});

const restoreTask = telemetryOf<TaskState, RestoreTask>(RestoreTask, {
  attributes: taskAndUser,
  stages: { ...storeStages, ...checkedAuthorization, ...existing },
});

const processTask = telemetryOf<TaskState, ProcessTask>(ProcessTask, {
  attributes: taskAndUser,
  stages: { ...storeStages, ...authorization, ...existing },
});

const processMultipleTasks = telemetryOf<TaskState, ProcessMultipleTasks>(ProcessMultipleTasks, {
  attributes: ({ user, taskIds }) => ({ 'user.id': user.id, 'tasks.count': taskIds.length }),
});

function taskAndUser({ taskId, user }: WithUser & { readonly taskId: string }): Attributes {
  return { 'task.id': taskId, 'user.id': user.id };
}

function statusAndPriority(task: TaskState): Attributes {
  return task ? { 'task.status': task.status, 'task.priority': task.priority } : {};
}

const PREVIEW_CHARACTERS = 100;

function entity(id: string, task: NonNullable<TaskState>, titles: boolean): Attributes {
  return {
    'task.id': id,
    'task.priority': task.priority,
    'task.assignee_id': task.assignee_id ?? 'unassigned',
    'task.created_at': task.created_at,
    ...(titles ? { 'task.title': task.title } : { 'task.title_length': task.title.length }),
    ...(titles && task.description && { 'task.description_preview': previewOf(task.description) }),
  };
}

/** Well-formed also where the cut goes through a character of two code units. */
function previewOf(description: string): string {
  return description.slice(0, PREVIEW_CHARACTERS).toWellFormed();
}

/** Names that the input has in common with a task: what else a caller calls a field is content. */
function fieldsOf({ input }: UpdateTask): string[] {
  return Object.keys(taskFields).filter((field) => field !== 'id' && Object.hasOwn(Object(input), field));
}

const VALUES_SHOWN = new Set(['status', 'priority', 'assignee_id', 'due_date']);

function updatedField({ data }: NewEvent): readonly [name: string, attributes?: Attributes] {
  const changed = Object.entries(data as Readonly<Record<string, string | null>>);
  const [field = '', value] = changed.find(([name]) => name !== 'updated_at') ?? [];
  return VALUES_SHOWN.has(field) ? [`updated_${field}`, { value: value ?? 'none' }] : [`updated_${field}`];
}
