import { type ParkedEvent, ParkedEvents, type ParkedQuery, type ParkRequest } from '#libs/event-sourcing';
import { frozenFrom, type Memory } from './memory.js';

export class MemoryParkedEvents extends ParkedEvents {
  readonly #memory: Memory;
  readonly #parked = new Map<string, Map<number, ParkedEvent>>();

  constructor(memory: Memory) {
    super();
    this.#memory = memory;
  }

  async put(subscription: string, events: readonly ParkedEvent[]): Promise<void> {
    this.#write(events.length, () => {
      const standing = this.#of(subscription);
      for (const event of events) {
        if ((standing.get(event.position)?.epoch ?? 0) > event.epoch) continue;
        standing.set(event.position, frozenFrom<ParkedEvent>(JSON.stringify(event)));
      }
      this.#parked.set(subscription, standing);
    });
  }

  async remove(subscription: string, positions: readonly number[], epoch: number): Promise<void> {
    this.#write(positions.length, () => {
      const standing = this.#of(subscription);
      for (const position of positions) {
        if ((standing.get(position)?.epoch ?? 0) <= epoch) standing.delete(position);
      }
    });
  }

  async list(
    subscription: string,
    { after = 0, limit, streamId, requested }: ParkedQuery,
  ): Promise<readonly ParkedEvent[]> {
    return this.#read('find', ['subscription', 'position'], () =>
      [...this.#of(subscription).values()]
        .filter(
          (event) =>
            event.position > after &&
            (streamId === undefined || event.streamId === streamId) &&
            (!requested || event.request !== undefined),
        )
        .toSorted((one, other) => one.position - other.position)
        .slice(0, limit),
    );
  }

  async count(subscription: string): Promise<number> {
    return this.#read('count', ['subscription'], () => this.#of(subscription).size);
  }

  async streams(subscription: string): Promise<readonly string[]> {
    return this.#read('find', ['subscription'], () => [
      ...new Set([...this.#of(subscription).values()].map(({ streamId }) => streamId)),
    ]);
  }

  async request(subscription: string, position: number, request: ParkRequest): Promise<ParkedEvent | undefined> {
    return this.#write(1, () => {
      const standing = this.#of(subscription).get(position);
      if (!standing || standing.request) return standing;
      const asked = frozenFrom<ParkedEvent>(JSON.stringify({ ...standing, request }));
      this.#of(subscription).set(position, asked);
      return asked;
    });
  }

  #of(subscription: string): Map<number, ParkedEvent> {
    return this.#parked.get(subscription) ?? new Map<number, ParkedEvent>();
  }

  #read<Result>(operation: 'find' | 'count', keys: readonly string[], work: () => Result): Result {
    return this.#memory.read(operation, 'parked_events', keys, work);
  }

  #write<Result>(batchSize: number, work: () => Result): Result {
    return this.#memory.write('update', 'parked_events', batchSize, work);
  }
}
