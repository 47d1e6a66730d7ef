import {
  type EventStore,
  type Leases,
  type ParkedEvent,
  type ParkedEvents,
  type ParkingNews,
  type ParkRequest,
  Publication,
  type RecordedEvent,
  Subscription,
  type Turn,
} from '#libs/event-sourcing';
import { commitOf, part } from './commits.js';

const NAME = 'work';

interface Store {
  readonly events: EventStore;
  readonly leases: Leases;
  readonly parked: ParkedEvents;
}

/** A publisher that cannot do some events, and what became of all of them. Streams are named by a letter. */
export class PoisonedWork {
  readonly name = NAME;
  /** `<letter>@<version>` of each event that was handled. */
  done: string[] = [];
  tried: { readonly key: string; readonly attempt: number }[] = [];
  news: ParkingNews[] = [];
  /** What is thrown for which event. */
  readonly poison = new Map<string, unknown>();
  readonly #store: Store;
  readonly #running: Subscription[] = [];
  #commits = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** One event for each letter. */
  async append(...letters: string[]): Promise<void> {
    for (const letter of letters) {
      const streamId = `task-${letter}`;
      const { version } = await this.#store.events.readStream(streamId);
      await this.#store.events.append(commitOf(++this.#commits, { streams: [part(streamId, version)] }));
    }
  }

  /** As another process would. */
  subscribe(attempts: number): Subscription {
    const publication = this.#publication();
    const { events, leases, parked } = this.#store;
    const subscription = new Subscription({
      name: NAME,
      store: events,
      leases,
      handle: (page, turn) => publication.handle(page, turn),
      parking: {
        parked,
        again: (event: RecordedEvent, turn: Turn) => publication.again(event, turn),
        onParking: (what) => void this.news.push(what),
      },
      attempts,
      random: () => 1,
    });
    this.#running.push(subscription);
    subscription.start();
    return subscription;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.map((subscription) => subscription.stop()));
  }

  ask(position: number, action: ParkRequest['action']): Promise<ParkedEvent | undefined> {
    const request = { action, by: 'ada', at: '2026-01-01T00:00:00.000Z' };
    return this.#store.parked.request(NAME, position, request);
  }

  parked(): Promise<readonly ParkedEvent[]> {
    return this.#store.parked.list(NAME, { limit: 1_000 });
  }

  /** `<letter>:<position>` of each parked event, with `!` where it failed. */
  async parkedKeys(): Promise<string[]> {
    const events = await this.parked();
    return events.map(({ streamId, position, failure }) => `${streamId.slice(5)}:${position}${failure ? '!' : ''}`);
  }

  async checkpoint(): Promise<number | undefined> {
    return (await this.#store.leases.read(NAME))?.checkpoint;
  }

  #publication(): Publication {
    return new Publication(
      {
        name: NAME,
        types: ['task.noted.v1'],
        timeoutMs: 1_000,
        publish: async (event) => {
          if (this.poison.has(keyOf(event))) throw this.poison.get(keyOf(event));
          this.done.push(keyOf(event));
        },
      },
      this.#store.leases,
      (stage, detail, work) => {
        if (stage === 'publish') {
          const { event, attempt } = detail as { event: RecordedEvent; attempt: number };
          this.tried.push({ key: keyOf(event), attempt });
          Object.assign(detail, { traceparent: `00-trace${this.tried.length}-span-01` });
        }
        return work();
      },
    );
  }
}

function keyOf({ streamId, version }: RecordedEvent): string {
  return `${streamId.slice(5)}@${version}`;
}
