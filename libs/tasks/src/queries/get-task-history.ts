import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { limitInput, positionInput, type User } from '#libs/cqrs';
import type { RecordedEvent } from '#libs/event-sourcing';
import { z } from 'zod';
import { TaskLog } from './task-log.js';

export const getTaskHistoryInput = z.strictObject({
  limit: limitInput,
  cursor: positionInput.exactOptional(),
});

export interface TaskHistory {
  readonly events: readonly RecordedEvent[];
  /** Absent on the last page. */
  readonly next?: number;
}

export class GetTaskHistory extends Query<TaskHistory> {
  constructor(
    readonly user: User,
    readonly taskId: string,
    readonly input: z.output<typeof getTaskHistoryInput>,
  ) {
    super();
  }
}

@QueryHandler(GetTaskHistory)
export class GetTaskHistoryHandler implements IQueryHandler<GetTaskHistory> {
  constructor(private readonly log: TaskLog) {}

  /** Versions count from 1 without holes, so that one is a place in the list too. */
  async execute({ user, taskId, input: { limit, cursor = 0 } }: GetTaskHistory): Promise<TaskHistory> {
    const all = await this.log.read(user, taskId);
    const events = all.slice(cursor, cursor + limit);
    return cursor + limit < all.length ? { events, next: cursor + limit } : { events };
  }
}
