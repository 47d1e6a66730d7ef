import { Refusal } from '#libs/event-sourcing';

export class TaskNotFound extends Refusal {
  readonly kind = 'not_found';
  readonly code = 'task_not_found';
  readonly summary = 'Task not found';

  constructor() {
    super('there is no task with this id');
  }
}

export class TaskCompleted extends Refusal {
  readonly kind = 'conflict';
  readonly code = 'task_completed';
  readonly summary = 'Task is completed';

  constructor() {
    super('status: a completed task changes only when its status is set back to pending or in_progress');
  }
}
