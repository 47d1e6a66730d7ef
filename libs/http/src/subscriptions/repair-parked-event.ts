import { Injectable } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Subscriptions, type User } from '#libs/cqrs';
import { EventStore, type ParkedEvent, ParkedEvents, type ParkRequest, requestParked } from '#libs/event-sourcing';
import { ensureAdmin } from '../events/ensure-admin.js';
import { ensureSubscription } from './subscription-not-found.js';

/** What is wanted of a parked event. It is carried out by whichever process holds the subscription's lease. */
abstract class RepairParkedEvent extends Command<ParkedEvent> {
  abstract readonly action: ParkRequest['action'];

  constructor(
    readonly user: User,
    readonly subscription: string,
    readonly eventId: string,
  ) {
    super();
  }
}

export class RetryParkedEvent extends RepairParkedEvent {
  readonly action = 'retry';
}

export class SkipParkedEvent extends RepairParkedEvent {
  readonly action = 'skip';
}

@Injectable()
abstract class RepairHandler implements ICommandHandler<RepairParkedEvent> {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly events: EventStore,
    private readonly parked: ParkedEvents,
  ) {}

  async execute({ user, subscription, eventId, action }: RepairParkedEvent): Promise<ParkedEvent> {
    ensureAdmin(user);
    ensureSubscription(this.subscriptions, subscription);
    const { events, parked } = this;
    const request = { action, by: user.id, at: new Date().toISOString() };
    return requestParked({ events, parked }, subscription, eventId, request);
  }
}

@CommandHandler(RetryParkedEvent)
export class RetryParkedEventHandler extends RepairHandler {}

@CommandHandler(SkipParkedEvent)
export class SkipParkedEventHandler extends RepairHandler {}
