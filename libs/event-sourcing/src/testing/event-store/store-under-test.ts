import type { EventStore } from '#libs/event-sourcing';

/** What a store's spec hands to the contract. */
export interface OpenEventStore {
  readonly events: EventStore;
  close(): Promise<void>;
}

/** Stands for the store of the case that runs. */
export class StoreUnderTest {
  readonly #openEmpty: () => Promise<OpenEventStore>;
  #opened: OpenEventStore | undefined;
  readonly #others: OpenEventStore[] = [];

  constructor(openEmpty: () => Promise<OpenEventStore>) {
    this.#openEmpty = openEmpty;
  }

  get events(): EventStore {
    if (!this.#opened) throw new Error('no case runs');
    return this.#opened.events;
  }

  async open(): Promise<void> {
    this.#opened = await this.#openEmpty();
  }

  /** One more, empty as the first one was; closed with it. */
  async another(): Promise<EventStore> {
    const other = await this.#openEmpty();
    this.#others.push(other);
    return other.events;
  }

  async close(): Promise<void> {
    const others = this.#others.splice(0);
    await Promise.all([this.#opened, ...others].map((store) => store?.close()));
  }
}
