import { Injectable } from '@nestjs/common';
import { EventStore, type RecordedEvent, type Subscription } from '#libs/event-sourcing';
import { Projections } from './projections.js';
import { Publications } from './publications.js';

export interface RunningSubscription {
  readonly name: string;
  readonly kind: 'read_model' | 'publisher';
  readonly subscription: Subscription;
}

export interface WaitingEvent {
  readonly event: RecordedEvent;
  readonly seconds: number;
}

/** Everything that reads the log in this process, or waits to take over from another. */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly store: EventStore,
    private readonly projections: Projections,
    private readonly publications: Publications,
  ) {}

  get all(): readonly RunningSubscription[] {
    const projections = this.projections.running.map(
      ({ readModel, subscription }) => ({ name: readModel.lease, kind: 'read_model', subscription }) as const,
    );
    const publications = this.publications.running.map(
      ({ name, subscription }) => ({ name, kind: 'publisher', subscription }) as const,
    );
    return [...projections, ...publications];
  }

  named(name: string): RunningSubscription | undefined {
    return this.all.find((running) => running.name === name);
  }

  /** Events that are stored and not done. @throws {StoreUnavailable} */
  async lagEvents({ status }: Subscription): Promise<number> {
    return Math.max(0, (await this.store.head()) - status.position);
  }

  /** The oldest of them, and for how long it has been waiting. @throws {StoreUnavailable} */
  async oldestWaiting({ status }: Subscription): Promise<WaitingEvent | undefined> {
    const [event] = (await this.store.readAll(status.position, 1)).events;
    return event && { event, seconds: Math.max(0, Date.now() - Date.parse(event.recordedAt)) / 1_000 };
  }
}
