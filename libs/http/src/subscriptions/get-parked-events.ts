import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { limitInput, positionInput, Subscriptions, type User } from '#libs/cqrs';
import { type ParkedEvent, ParkedEvents } from '#libs/event-sourcing';
import { z } from 'zod';
import { ensureAdmin } from '../events/ensure-admin.js';
import { ensureSubscription } from './subscription-not-found.js';

export const getParkedEventsInput = z.strictObject({
  limit: limitInput,
  cursor: positionInput.exactOptional(),
});

export interface ParkedEventsPage {
  readonly events: readonly ParkedEvent[];
  /** Absent on the last page. */
  readonly next?: number;
}

export class GetParkedEvents extends Query<ParkedEventsPage> {
  constructor(
    readonly user: User,
    readonly subscription: string,
    readonly input: z.output<typeof getParkedEventsInput>,
  ) {
    super();
  }
}

@QueryHandler(GetParkedEvents)
export class GetParkedEventsHandler implements IQueryHandler<GetParkedEvents> {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly parked: ParkedEvents,
  ) {}

  async execute({ user, subscription, input: { limit, cursor } }: GetParkedEvents): Promise<ParkedEventsPage> {
    ensureAdmin(user);
    ensureSubscription(this.subscriptions, subscription);
    // One more than asked for shows whether there is a next page.
    const found = await this.parked.list(subscription, { after: cursor ?? 0, limit: limit + 1 });
    const events = found.slice(0, limit);
    const last = events.at(-1);
    return found.length > limit && last ? { events, next: last.position } : { events };
  }
}
