import { Forbidden } from '#libs/event-sourcing';
import { TaskNotFound } from './task-refusals.js';

/** Who asks, as far as the policy looks at it. */
export interface Caller {
  readonly id: string;
  readonly roles: readonly string[];
  readonly department?: string;
}

/** What of a task says whom it concerns. */
export interface Concerned {
  readonly assignee_id: string | null;
  readonly created_by: string;
  readonly department: string | null;
}

export type TaskOperation = 'create' | 'read' | 'update' | 'process' | 'delete' | 'restore';

/** What a caller has to do with a task. */
export type Relation = 'assignee' | 'creator' | 'department';

type Scope = 'all' | readonly Relation[];
const own: Scope = ['assignee', 'creator'];
const department: Scope = ['department'];

/** The whole policy. Whoever has several roles may do what any of them allows. */
const rules: Readonly<Record<string, Readonly<Partial<Record<TaskOperation, Scope>>>>> = {
  admin: { create: 'all', read: 'all', update: 'all', process: 'all', delete: 'all', restore: 'all' },
  manager: {
    create: department,
    read: department,
    update: department,
    process: department,
    delete: department,
    restore: department,
  },
  user: { create: own, read: own, update: own, process: own },
};

/** Which tasks the caller may do this to. @throws {Forbidden} none, whatever they are */
function scopeOf({ roles }: Caller, operation: TaskOperation): Scope {
  const scopes = roles.flatMap((role) => (Object.hasOwn(rules, role) ? [rules[role]?.[operation] ?? []] : []));
  if (scopes.includes('all')) return 'all';
  const relations = [...new Set(scopes.flat() as Relation[])];
  if (relations.length === 0) throw new Forbidden(`needs the role ${rolesThatMay(operation).join(' or ')}`);
  return relations;
}

function rolesThatMay(operation: TaskOperation): string[] {
  return Object.keys(rules).filter((role) => rules[role]?.[operation]);
}

/** Nobody is in a department that is not named. */
export function relationsOf(caller: Caller, task: Concerned): Relation[] {
  const relations: Relation[] = [];
  if (task.assignee_id === caller.id) relations.push('assignee');
  if (task.created_by === caller.id) relations.push('creator');
  if (task.department !== null && task.department === caller.department) relations.push('department');
  return relations;
}

function includes(scope: Scope, caller: Caller, task: Concerned): boolean {
  return scope === 'all' || relationsOf(caller, task).some((relation) => scope.includes(relation));
}

/** @throws {Forbidden} the caller reads no task at all */
export function ensureMayRead(caller: Caller): void {
  scopeOf(caller, 'read');
}

/** @throws {TaskNotFound} as if there were no such task */
export function ensureReadable(caller: Caller, task: Concerned): void {
  if (!includes(scopeOf(caller, 'read'), caller, task)) throw new TaskNotFound();
}

/**
 * Looks at the caller alone. Where it depends on the task, the answer is what is still to be asked of it.
 * @throws {Forbidden}
 */
export function authorize(caller: Caller, operation: TaskOperation): ((task: Concerned) => void) | undefined {
  return scopeOf(caller, operation) === 'all' ? undefined : (task) => ensureAllowed(caller, operation, task);
}

/**
 * @throws {TaskNotFound} the caller may not even read it
 * @throws {Forbidden}
 */
function ensureAllowed(caller: Caller, operation: TaskOperation, task: Concerned): void {
  if (includes(scopeOf(caller, operation), caller, task)) return;
  ensureReadable(caller, task);
  throw new Forbidden(`needs the role ${rolesThatMay(operation).join(' or ')}, and to have to do with the task`);
}

/** @throws {Forbidden} the caller could not read it afterwards */
export function ensureMayCreate(caller: Caller, task: Concerned): void {
  if (includes(scopeOf(caller, 'create'), caller, task)) return;
  throw new Forbidden('department: must be the own one');
}

/** One of these must hold for a task that the caller may read; undefined: all of them may be. */
export function readableTasks(caller: Caller): readonly Partial<Concerned>[] | undefined {
  const scope = scopeOf(caller, 'read');
  if (scope === 'all') return undefined;
  return scope.flatMap((relation): Partial<Concerned>[] => {
    if (relation === 'assignee') return [{ assignee_id: caller.id }];
    if (relation === 'creator') return [{ created_by: caller.id }];
    return caller.department === undefined ? [] : [{ department: caller.department }];
  });
}
