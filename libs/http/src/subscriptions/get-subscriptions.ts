import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type RunningSubscription, Subscriptions, type User } from '#libs/cqrs';
import { EventFailed, ParkedEvents } from '#libs/event-sourcing';
import { ensureAdmin } from '../events/ensure-admin.js';
import type { SubscriptionResponse } from './subscription.responses.js';

export class GetSubscriptions extends Query<readonly SubscriptionResponse[]> {
  constructor(readonly user: User) {
    super();
  }
}

@QueryHandler(GetSubscriptions)
export class GetSubscriptionsHandler implements IQueryHandler<GetSubscriptions> {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly parked: ParkedEvents,
  ) {}

  execute({ user }: GetSubscriptions): Promise<readonly SubscriptionResponse[]> {
    ensureAdmin(user);
    return Promise.all(this.subscriptions.all.map((running) => this.#describe(running)));
  }

  async #describe({ name, kind, subscription }: RunningSubscription): Promise<SubscriptionResponse> {
    const { running, position, failure } = subscription.status;
    const [lagEvents, oldest, parked] = await Promise.all([
      this.subscriptions.lagEvents(subscription),
      this.subscriptions.oldestWaiting(subscription),
      this.parked.count(name),
    ]);
    return {
      name,
      kind,
      running_here: running,
      position,
      lag_events: lagEvents,
      lag_seconds: oldest?.seconds ?? 0,
      parked_events: parked,
      failure: failure === undefined ? null : reasonOf(failure),
    };
  }
}

function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return 'failed';
  const cause = failure instanceof EventFailed && failure.cause instanceof Error ? `: ${failure.cause.message}` : '';
  return `${failure.message}${cause}`;
}
