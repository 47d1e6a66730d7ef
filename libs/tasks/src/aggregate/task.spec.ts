import { describe, expect, it } from '@jest/globals';
import { rulesOf } from '#testing/event-sourcing';
import type { TaskEvent } from './task.events.js';
import { ensureTask, type TaskCommand, type TaskContent, taskDecider } from './task.js';
import { TaskCompleted, TaskNotFound } from './task-refusals.js';

const { given } = rulesOf(taskDecider);

const AT = '2026-11-24T10:00:00.000Z';
const LATER = '2026-11-24T11:00:00.000Z';
const content: TaskContent = {
  title: 'Implement feature X',
  description: 'As discussed',
  status: 'pending',
  priority: 'medium',
  assignee_id: 'ann',
  department: 'sales',
  due_date: null,
};
const created: TaskEvent = { type: 'task.created.v1', data: { ...content, created_by: 'local', created_at: AT } };
const completed: TaskEvent = { type: 'task.status.updated.v1', data: { status: 'completed', updated_at: AT } };
const deleted: TaskEvent = { type: 'task.deleted.v1', data: { deleted_at: LATER } };

const create: TaskCommand = { type: 'create', content, by: 'local', at: AT };
const start: TaskCommand = { type: 'start_processing', at: LATER };
const finish = (reason?: string): TaskCommand => ({ type: 'finish_processing', at: LATER, reason });
const begun: TaskEvent = { type: 'task.status.updated.v1', data: { status: 'in_progress', updated_at: LATER } };
const completion: TaskEvent = { type: 'task.status.updated.v1', data: { status: 'completed', updated_at: LATER } };
const remove: TaskCommand = { type: 'delete', at: LATER };
const update = (changes: Partial<TaskContent>): TaskCommand => ({ type: 'update', changes, at: LATER });

describe('create', () => {
  it('says all that is known of the task, and nothing the second time', () => {
    given().when(create).then(created);
    given(created).when(create).thenNothing();
    given(created, deleted).when(create).thenNothing();
  });
});

describe('processing', () => {
  it('starts where the task is pending, once', () => {
    given(created).when(start).then(begun);
    given(created, begun).when(start).thenNothing();
    given(created, completed).when(start).thenNothing();
  });

  it('finishes where it was started, once', () => {
    given(created, begun).when(finish()).then(completion);
    given(created).when(finish()).thenNothing();
    given(created, begun, completion).when(finish()).thenNothing();
  });

  it('sets a task back that has to wait, and says why', () => {
    const back: TaskEvent = {
      type: 'task.status.updated.v1',
      data: { status: 'pending', reason: 'no time', updated_at: LATER },
    };
    given(created, begun).when(finish('no time')).then(back);
    given(created, begun, back).when(start).then(begun);
    expect([created, begun, back].reduce(taskDecider.evolve, undefined)).not.toHaveProperty('reason');
  });

  it('is not for a task that is not there', () => {
    for (const command of [start, finish()]) {
      given().when(command).thenRefuses(TaskNotFound);
      given(created, deleted).when(command).thenRefuses(TaskNotFound);
    }
  });
});

describe('update', () => {
  it.each<[Partial<TaskContent>, TaskEvent]>([
    [{ title: 'Y' }, { type: 'task.title.updated.v1', data: { title: 'Y', updated_at: LATER } }],
    [{ description: null }, { type: 'task.description.updated.v1', data: { description: null, updated_at: LATER } }],
    [{ status: 'in_progress' }, { type: 'task.status.updated.v1', data: { status: 'in_progress', updated_at: LATER } }],
    [{ priority: 'high' }, { type: 'task.priority.updated.v1', data: { priority: 'high', updated_at: LATER } }],
    [{ assignee_id: null }, { type: 'task.assignee.updated.v1', data: { assignee_id: null, updated_at: LATER } }],
    [{ due_date: LATER }, { type: 'task.due_date.updated.v1', data: { due_date: LATER, updated_at: LATER } }],
    [{ department: 'law' }, { type: 'task.department.updated.v1', data: { department: 'law', updated_at: LATER } }],
  ])('of %j is one event, and nothing the second time', (changes, event) => {
    given(created).when(update(changes)).then(event);
    given(created, event).when(update(changes)).thenNothing();
  });

  it('of several fields is an event for each that differs, in the order of the fields', () => {
    given(created)
      .when(update({ priority: 'high', title: 'Y', department: 'sales' }))
      .then(
        { type: 'task.title.updated.v1', data: { title: 'Y', updated_at: LATER } },
        { type: 'task.priority.updated.v1', data: { priority: 'high', updated_at: LATER } },
      );
  });

  it('without a difference is nothing', () => {
    given(created)
      .when(update({ ...content }))
      .thenNothing();
    given(created).when(update({})).thenNothing();
  });

  it('of no task, or a deleted one, is refused', () => {
    given()
      .when(update({ title: 'Y' }))
      .thenRefuses(TaskNotFound);
    given(created, deleted)
      .when(update({ title: 'Y' }))
      .thenRefuses(TaskNotFound);
  });
});

describe('a completed task', () => {
  it.each<Partial<TaskContent>>([{ title: 'Y' }, { title: 'Y', status: 'completed' }, { assignee_id: null }])(
    'is not changed by %j',
    (changes) => {
      given(created, completed).when(update(changes)).thenRefuses(TaskCompleted);
    },
  );

  it.each(['pending', 'in_progress'] as const)('changes when its status is set back to %s', (status) => {
    const reopened: TaskEvent = { type: 'task.status.updated.v1', data: { status, updated_at: LATER } };
    given(created, completed).when(update({ status })).then(reopened);
    given(created, completed, reopened).when(update({ status })).thenNothing();
    given(created, completed)
      .when(update({ status, title: 'Y' }))
      .then({ type: 'task.title.updated.v1', data: { title: 'Y', updated_at: LATER } }, reopened);
  });

  it('takes an update without a difference as nothing', () => {
    given(created, completed)
      .when(update({ status: 'completed' }))
      .thenNothing();
  });

  it('can be deleted', () => {
    given(created, completed).when(remove).then(deleted);
  });
});

describe('delete', () => {
  it('is one event, and refused the second time', () => {
    given(created).when(remove).then(deleted);
    given(created, deleted).when(remove).thenRefuses(TaskNotFound);
  });

  it('of no task is refused', () => {
    given().when(remove).thenRefuses(TaskNotFound);
  });
});

describe('restore', () => {
  const restore: TaskCommand = { type: 'restore', at: LATER };
  const restored: TaskEvent = {
    type: 'task.restored.v1',
    data: { ...content, created_by: 'local', created_at: AT, restored_at: LATER },
  };

  it('says all of the deleted task again, and nothing the second time', () => {
    given(created, deleted).when(restore).then(restored);
    given(created, deleted, restored).when(restore).thenNothing();
  });

  it('of a task that was not deleted is nothing, and of none refused', () => {
    given(created).when(restore).thenNothing();
    given().when(restore).thenRefuses(TaskNotFound);
  });

  it('gives back what can be changed and deleted again', () => {
    const title: TaskEvent = { type: 'task.title.updated.v1', data: { title: 'Y', updated_at: LATER } };

    given(created, deleted, restored)
      .when(update({ title: 'Y' }))
      .then(title);
    given(created, deleted, restored).when(remove).then(deleted);
  });
});

describe('the state', () => {
  const fold = (...events: readonly TaskEvent[]) => events.reduce(taskDecider.evolve, taskDecider.initialState);

  it('is what the events say, with the time of the last', () => {
    expect(fold(created)).toEqual({ ...content, created_by: 'local', created_at: AT, updated_at: AT, deleted: false });
    expect(fold(created, { type: 'task.title.updated.v1', data: { title: 'Y', updated_at: LATER } })).toMatchObject({
      title: 'Y',
      updated_at: LATER,
    });
    expect(fold(created, deleted)).toMatchObject({ deleted: true, updated_at: LATER });
  });

  it('of a restored task is that of before, with the time of the restoration', () => {
    const { due_date: _, ...older } = content;
    const first: TaskEvent = { type: 'task.created.v1', data: { ...older, created_by: 'local', created_at: AT } };
    const [restored] = taskDecider.decide({ type: 'restore', at: LATER }, fold(first, deleted));

    expect(fold(first, deleted, ...(restored ? [restored] : []))).toEqual({ ...fold(first), updated_at: LATER });
    expect(fold(first)?.due_date).toBeNull();
  });

  it('of events without a beginning is none', () => {
    expect(fold(completed)).toBeUndefined();
  });

  it('of an event that this code does not know stays as it was', () => {
    const unknown = { type: 'task.colour.updated.v1', data: { title: 'Y' } } as unknown as TaskEvent;

    expect(fold(created, unknown)).toEqual(fold(created));
  });
});

it('a refusal has a stable code and fixed words', () => {
  expect(() => ensureTask(undefined)).toThrow(new TaskNotFound());
  expect(new TaskNotFound()).toMatchObject({
    name: 'TaskNotFound',
    kind: 'not_found',
    code: 'task_not_found',
    summary: 'Task not found',
  });
  expect(new TaskCompleted()).toMatchObject({
    name: 'TaskCompleted',
    kind: 'conflict',
    code: 'task_completed',
    summary: 'Task is completed',
  });
});
