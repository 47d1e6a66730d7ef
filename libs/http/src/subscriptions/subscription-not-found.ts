import type { Subscriptions } from '#libs/cqrs';
import { Refusal } from '#libs/event-sourcing';

class SubscriptionNotFound extends Refusal {
  readonly kind = 'not_found';
  readonly code = 'subscription_not_found';
  readonly summary = 'Subscription not found';

  constructor() {
    super('there is no subscription with this name');
  }
}

/** @throws {SubscriptionNotFound} */
export function ensureSubscription(subscriptions: Subscriptions, name: string): void {
  if (!subscriptions.named(name)) throw new SubscriptionNotFound();
}
