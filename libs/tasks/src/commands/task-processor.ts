import type { Task } from '../aggregate/task.js';
import { taskFields } from '../aggregate/task-fields.js';

/** What was found before the work on a task begins. */
export interface Validated {
  readonly rulesChecked: number;
  /** Why it cannot be worked on, in words that may stand in the log for ever; absent: it can. */
  readonly reason?: string;
}

/**
 * Does the work that a task is about. Provide another one to do real work.
 *
 * A task is worked on at least once: again after a crash, and by several processes at once where several ask. Only one of
 * them is stored as having finished it.
 */
export abstract class TaskProcessor {
  abstract validate(task: Task): Validated;

  /**
   * @returns why the task has to wait, in words that may stand in the log for ever; undefined: it is done
   * @throws whatever went wrong: the task stays in progress, and the next request tries again
   */
  abstract process(taskId: string, task: Task): Promise<string | undefined>;
}

const FIELDS = [
  'title',
  'description',
  'status',
  'priority',
  'assignee_id',
  'department',
  'due_date',
] as const satisfies readonly (keyof typeof taskFields)[];

/** Checks a task's own rules, which may have become stricter since it was stored, and has nothing else to do. */
export class OwnRulesProcessor extends TaskProcessor {
  override validate(task: Task): Validated {
    const broken = FIELDS.find((field) => task[field] !== null && !taskFields[field].safeParse(task[field]).success);
    const isOverdue = task.due_date !== null && Date.parse(task.due_date) < Date.now();
    const reason = broken ? `${broken}: breaks a rule` : isOverdue ? 'due_date: has passed' : undefined;
    return { rulesChecked: FIELDS.length + 1, ...(reason !== undefined && { reason }) };
  }

  override async process(): Promise<string | undefined> {
    return undefined;
  }
}
