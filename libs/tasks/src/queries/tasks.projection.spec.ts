import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { RecordedTaskEvent, TaskEvent } from '../aggregate/task.events.js';
import { taskDecider } from '../aggregate/task.js';
import { type TaskDocument, tasksProjection } from './tasks.projection.js';

const ID = '0199abcd-1234-7abc-8def-0123456789ab';
const AT = '2026-11-24T10:00:00.000Z';

const recorded = (event: TaskEvent, index: number) =>
  ({
    ...event,
    id: `commit.${index + 1}`,
    streamId: `task-${ID}`,
    version: index + 1,
    position: index + 1,
    recordedAt: AT,
    metadata: { correlationid: 'commit' },
  }) as RecordedTaskEvent;

const fold = (events: readonly TaskEvent[]) =>
  events
    .map(recorded)
    .reduce<TaskDocument | undefined>((document, event) => tasksProjection.project(document, event), undefined);

const LATER = '2026-11-24T11:00:00.000Z';
const content = {
  title: 'Implement feature X',
  description: 'As discussed',
  status: 'pending',
  priority: 'medium',
  assignee_id: 'ann',
  department: 'sales',
  due_date: null,
} as const;
const begun: TaskEvent = { type: 'task.created.v1', data: { ...content, created_by: 'bob', created_at: AT } };
const document: TaskDocument = { id: ID, ...content, created_by: 'bob', created_at: AT, updated_at: AT, version: 1 };

type Examples = { [Type in TaskEvent['type']]: [Extract<TaskEvent, { type: Type }>['data'], Partial<TaskDocument>?] };

/** What each event says, and what of the document it changes. An event that is missing here does not compile. */
const EXAMPLES: Examples = {
  'task.created.v1': [
    { ...begun.data, title: 'Anew' },
    { title: 'Anew', updated_at: AT },
  ],
  'task.title.updated.v1': [{ title: 'Y', updated_at: LATER }, { title: 'Y' }],
  'task.description.updated.v1': [{ description: null, updated_at: LATER }, { description: null }],
  'task.status.updated.v1': [{ status: 'completed', updated_at: LATER }, { status: 'completed' }],
  'task.priority.updated.v1': [{ priority: 'high', updated_at: LATER }, { priority: 'high' }],
  'task.assignee.updated.v1': [{ assignee_id: 'eve', updated_at: LATER }, { assignee_id: 'eve' }],
  'task.department.updated.v1': [{ department: null, updated_at: LATER }, { department: null }],
  'task.due_date.updated.v1': [{ due_date: AT, updated_at: LATER }, { due_date: AT }],
  'task.restored.v1': [{ ...content, created_by: 'bob', created_at: AT, restored_at: LATER }, {}],
  'task.deleted.v1': [{ deleted_at: LATER }],
};

const text = fc.string();
const optional = fc.option(text);
const status = fc.constantFrom('pending' as const, 'in_progress' as const, 'completed' as const);
const priority = fc.constantFrom('low' as const, 'medium' as const, 'high' as const);
const updated_at = fc.constant(LATER);

const created = fc
  .record({ title: text, description: optional, status, priority, assignee_id: optional, department: optional })
  .map((data): TaskEvent => ({ type: 'task.created.v1', data: { ...data, created_by: 'local', created_at: AT } }));
const change: fc.Arbitrary<TaskEvent> = fc.oneof(
  fc.record({ title: text, updated_at }).map((data) => ({ type: 'task.title.updated.v1' as const, data })),
  fc
    .record({ description: optional, updated_at })
    .map((data) => ({ type: 'task.description.updated.v1' as const, data })),
  fc.record({ status, updated_at }).map((data) => ({ type: 'task.status.updated.v1' as const, data })),
  fc.record({ priority, updated_at }).map((data) => ({ type: 'task.priority.updated.v1' as const, data })),
  fc.record({ assignee_id: optional, updated_at }).map((data) => ({ type: 'task.assignee.updated.v1' as const, data })),
  fc
    .record({ department: optional, updated_at })
    .map((data) => ({ type: 'task.department.updated.v1' as const, data })),
);

describe('the tasks projection', () => {
  it('makes a document of a created task', () => {
    expect(fold([begun])).toEqual(document);
  });

  it.each(Object.entries(EXAMPLES))('folds %s into it', (type, [data, changed]) => {
    const event = { type, data } as TaskEvent;

    const expected = changed && { ...document, updated_at: LATER, ...changed, version: 2 };
    expect(fold([begun, event])).toEqual(expected);
    expect(tasksProjection.types).toContain(type);
  });

  it('shows what the events say, whatever they are', () => {
    fc.assert(
      fc.property(created, fc.array(change), (first, changes) => {
        const events = [first, ...changes];
        const state = events.reduce(taskDecider.evolve, taskDecider.initialState);
        const { deleted: _, ...task } = state ?? { deleted: false };

        expect(fold(events)).toEqual({ id: ID, ...task, version: events.length });
      }),
    );
  });

  it('shows a restored task as it was', () => {
    const restored = { ...content, created_by: 'bob', created_at: AT, restored_at: LATER };
    const events: TaskEvent[] = [
      begun,
      { type: 'task.deleted.v1', data: { deleted_at: AT } },
      { type: 'task.restored.v1', data: restored },
    ];

    expect(fold(events)).toEqual({ ...document, updated_at: LATER, version: 3 });
  });

  it('shows a deleted task no more, and none that it has not seen begin', () => {
    fc.assert(
      fc.property(created, change, (first, other) => {
        expect(fold([first, { type: 'task.deleted.v1', data: { deleted_at: AT } }])).toBeUndefined();
        expect(fold([other])).toBeUndefined();
      }),
    );
  });
});
