import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { positionInput, limitInput, type User } from '#libs/cqrs';
import { EventStore, type RecordedEvent } from '#libs/event-sourcing';
import { z } from 'zod';
import { ensureAdmin } from './ensure-admin.js';

const name = z.string().min(1).max(200);

export const getEventsInput = z.strictObject({
  type: name.exactOptional().meta({ description: 'Only events of this type', example: 'task.created.v1' }),
  stream_id: name.exactOptional().meta({ description: 'Only events of this stream' }),
  order: z.enum(['asc', 'desc']).default('desc').meta({ description: 'Oldest or newest first' }),
  limit: limitInput,
  cursor: positionInput.exactOptional(),
});

export interface EventsPage {
  readonly events: readonly RecordedEvent[];
  /** Absent on the last page. */
  readonly next?: number;
}

export class GetEvents extends Query<EventsPage> {
  constructor(
    readonly user: User,
    readonly input: z.output<typeof getEventsInput>,
  ) {
    super();
  }
}

@QueryHandler(GetEvents)
export class GetEventsHandler implements IQueryHandler<GetEvents> {
  constructor(private readonly store: EventStore) {}

  /** A page may be short of its limit, or empty, and not be the last: what is searched at a time has a bound. */
  async execute({ user, input: { type, stream_id, order, limit, cursor } }: GetEvents): Promise<EventsPage> {
    ensureAdmin(user);
    const backwards = order === 'desc';
    const { events, position } = await this.store.readAll(cursor ?? (backwards ? Infinity : 0), limit, {
      ...(type !== undefined && { types: [type] }),
      ...(stream_id !== undefined && { streams: [stream_id] }),
      backwards,
    });
    const isLast = backwards ? position <= 1 : position >= (await this.store.head());
    return isLast ? { events } : { events, next: position };
  }
}
