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

  async close(): Promise<void> {
    await this.#opened?.close();
  }
}
