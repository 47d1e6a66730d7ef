import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { User } from '#libs/cqrs';
import { z } from 'zod';
import { TaskNotFound } from '../aggregate/task-refusals.js';
import { documentAfter, TaskLog } from './task-log.js';
import type { TaskDocument } from './tasks.projection.js';

const version = z
  .string()
  .regex(/^[1-9][0-9]{0,14}$/)
  .transform(Number);

/** Also with an offset; kept is UTC. */
const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString());

const atInput = z
  .union([version, time], { error: 'must be a version (1, 2, 3 …) or a time in ISO 8601 with an offset' })
  .meta({ description: 'Version or time (ISO 8601 with an offset) that the task is to be shown at' });

export const getTaskInput = z.strictObject({ at: atInput.exactOptional() });

export class GetTaskAt extends Query<TaskDocument> {
  constructor(
    readonly user: User,
    readonly taskId: string,
    readonly at: z.output<typeof atInput>,
  ) {
    super();
  }
}

@QueryHandler(GetTaskAt)
export class GetTaskAtHandler implements IQueryHandler<GetTaskAt> {
  constructor(private readonly log: TaskLog) {}

  /** Times never run backwards along a stream, so that both ask for its beginning. */
  async execute({ user, taskId, at }: GetTaskAt): Promise<TaskDocument> {
    const events = await this.log.read(user, taskId);
    const then = events.filter((event) => (typeof at === 'number' ? event.version <= at : event.recordedAt <= at));
    const task = documentAfter(then);
    const isThere = typeof at === 'string' || then.at(-1)?.version === at;
    if (!task || !isThere) throw new TaskNotFound();
    return task;
  }
}
