import {
  type EventStore,
  LeaseLost,
  type Leases,
  type Page,
  Subscription,
  type SubscriptionOptions,
  type Turn,
} from '#libs/event-sourcing';

interface HandledPage {
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
}

/** What a subscription did with the pages it was given, and the next ones held up or failed at will. */
export class WatchedSubscription {
  readonly subscription: Subscription;
  /** Every page that was begun. */
  readonly begun: HandledPage[] = [];
  /** Runs inside the handler, before the checkpoint moves. */
  inHand: (page: Page) => void | Promise<void> = () => {};

  constructor(store: EventStore, leases: Leases, options: Partial<SubscriptionOptions> = {}) {
    const handle = async (page: Page, { epoch }: Turn) => {
      this.begun.push({ epoch, from: page.events[0]?.position ?? 0, to: page.position });
      await this.inHand(page);
      const ours = await leases.advance('work', epoch, page.position);
      if (!ours) throw new LeaseLost('too late');
    };
    this.subscription = new Subscription({ name: 'work', store, leases, handle, ...options });
  }

  get ranges(): string[] {
    return this.begun.map(({ from, to }) => `${from}–${to}`);
  }

  /** @returns lets the page in hand go on */
  holdUp(): () => void {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.inHand = () => held;
    return () => {
      this.inHand = () => {};
      release();
    };
  }

  fail(error: Error): void {
    this.inHand = () => {
      throw error;
    };
  }

  recover(): void {
    this.inHand = () => {};
  }
}
