import { Injectable } from '@nestjs/common';
import { MetricService } from 'nestjs-otel';
import type { RecordedEvent } from '#libs/event-sourcing';
import type { OperationCounts } from '#libs/tracing';
import type { RecordedTaskEvent } from './aggregate/task.events.js';

type Counter = ReturnType<MetricService['getCounter']>;

/** What happens to tasks, as numbers. */
@Injectable()
export class TaskCounts implements OperationCounts {
  readonly #created: Counter;
  readonly #completed: Counter;
  readonly #failed: Counter;

  constructor(metrics: MetricService) {
    this.#created = metrics.getCounter('tasks.created', { unit: '{task}', description: 'Tasks that were created' });
    this.#completed = metrics.getCounter('tasks.completed', {
      unit: '{task}',
      description: 'Tasks that became completed',
    });
    this.#failed = metrics.getCounter('tasks.failed', {
      unit: '{operation}',
      description: 'Commands and queries that were refused or failed, by operation and reason',
    });
  }

  readonly stored = (events: readonly RecordedEvent[]): void => {
    for (const { type, data } of events as readonly RecordedTaskEvent[]) {
      if (type === 'task.created.v1') this.#created.add(1);
      else if (type === 'task.status.updated.v1' && data.status === 'completed') this.#completed.add(1);
    }
  };

  readonly failed = (operation: string, reason: string): void => this.#failed.add(1, { operation, reason });
}
