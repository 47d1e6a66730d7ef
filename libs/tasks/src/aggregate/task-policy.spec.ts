import { describe, expect, it } from '@jest/globals';
import { Forbidden, Refusal } from '#libs/event-sourcing';
import {
  authorize,
  type Caller,
  type Concerned,
  ensureMayCreate,
  ensureMayRead,
  ensureReadable,
  readableTasks,
  relationsOf,
  type TaskOperation,
} from './task-policy.js';

const RELATIONS = ['none', 'assignee', 'creator', 'department'] as const;
type Related = (typeof RELATIONS)[number];

const task = (related: Related): Concerned => ({
  assignee_id: related === 'assignee' ? 'ann' : 'eve',
  created_by: related === 'creator' ? 'ann' : 'bob',
  department: related === 'department' ? 'sales' : 'law',
});
const caller = (...roles: string[]): Caller => ({ id: 'ann', roles, department: 'sales' });

/** What a caller gets who tries it: done, or the code of the refusal. */
function outcome(who: Caller, operation: TaskOperation, related: Related): string {
  try {
    if (operation === 'create') ensureMayCreate(who, task(related));
    else if (operation === 'read') {
      ensureMayRead(who);
      ensureReadable(who, task(related));
    } else authorize(who, operation)?.(task(related));
    return 'done';
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
}

const done = ['done', 'done', 'done', 'done'];
const forbidden = ['forbidden', 'forbidden', 'forbidden', 'forbidden'];
const hidden = 'task_not_found';

/** Answers by relation, in the order of RELATIONS. */
const TABLE: Readonly<Record<string, Readonly<Record<TaskOperation, readonly string[]>>>> = {
  admin: { create: done, read: done, update: done, process: done, delete: done, restore: done },
  manager: {
    create: ['forbidden', 'forbidden', 'forbidden', 'done'],
    read: [hidden, hidden, hidden, 'done'],
    update: [hidden, hidden, hidden, 'done'],
    process: [hidden, hidden, hidden, 'done'],
    delete: [hidden, hidden, hidden, 'done'],
    restore: [hidden, hidden, hidden, 'done'],
  },
  user: {
    create: ['forbidden', 'done', 'done', 'forbidden'],
    read: [hidden, 'done', 'done', hidden],
    update: [hidden, 'done', 'done', hidden],
    process: [hidden, 'done', 'done', hidden],
    delete: forbidden,
    restore: forbidden,
  },
  'manager user': {
    create: ['forbidden', 'done', 'done', 'done'],
    read: [hidden, 'done', 'done', 'done'],
    update: [hidden, 'done', 'done', 'done'],
    process: [hidden, 'done', 'done', 'done'],
    delete: [hidden, 'forbidden', 'forbidden', 'done'],
    restore: [hidden, 'forbidden', 'forbidden', 'done'],
  },
  auditor: {
    create: forbidden,
    read: forbidden,
    update: forbidden,
    process: forbidden,
    delete: forbidden,
    restore: forbidden,
  },
  '': {
    create: forbidden,
    read: forbidden,
    update: forbidden,
    process: forbidden,
    delete: forbidden,
    restore: forbidden,
  },
};

const rows = Object.entries(TABLE).flatMap(([roles, operations]) =>
  Object.entries(operations).flatMap(([operation, outcomes]) =>
    RELATIONS.map((related, index) => [roles, operation as TaskOperation, related, outcomes[index]] as const),
  ),
);

describe('the policy', () => {
  it.each(rows)('lets who is "%s" %s a task (relation %s): %s', (roles, operation, related, expected) => {
    expect(outcome(caller(...roles.split(' ').filter(Boolean)), operation, related)).toBe(expected);
  });

  it('names the roles that would do', () => {
    expect(() => authorize(caller('user'), 'delete')).toThrow(new Forbidden('needs the role admin or manager'));
    expect(() => ensureMayRead(caller())).toThrow(new Forbidden('needs the role admin or manager or user'));
  });

  it('knows no role by the name of a property that every object has', () => {
    expect(outcome(caller('constructor', '__proto__', 'toString'), 'update', 'creator')).toBe('forbidden');
  });

  it('asks no more of the task where the role alone decides', () => {
    expect(authorize(caller('user', 'admin'), 'delete')).toBeUndefined();
  });

  it('puts nobody without a department into that of a task without one', () => {
    const nobody: Caller = { id: 'ann', roles: ['manager'] };
    const nowhere = { ...task('none'), department: null };

    expect(relationsOf(nobody, nowhere)).toEqual([]);
    expect(() => ensureReadable(nobody, nowhere)).toThrow('there is no task with this id');
    expect(readableTasks(nobody)).toEqual([]);
  });
});

describe('a list', () => {
  it.each([
    ['admin', undefined],
    ['admin user', undefined],
    ['manager', [{ department: 'sales' }]],
    ['user', [{ assignee_id: 'ann' }, { created_by: 'ann' }]],
    ['user manager', [{ assignee_id: 'ann' }, { created_by: 'ann' }, { department: 'sales' }]],
  ] as const)('of who is "%s" holds what they may read', (roles, expected) => {
    const who = caller(...roles.split(' '));

    expect(readableTasks(who)).toEqual(expected);
    for (const related of RELATIONS) {
      const concerned = task(related);
      const listed = expected?.some((where) =>
        Object.entries(where).every(([field, value]) => concerned[field as keyof Concerned] === value),
      );
      expect(listed ?? true).toBe(outcome(who, 'read', related) === 'done');
    }
  });

  it('is refused to who may read nothing', () => {
    expect(() => readableTasks(caller('auditor'))).toThrow(Forbidden);
  });
});
