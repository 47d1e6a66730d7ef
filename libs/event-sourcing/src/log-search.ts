import { type LogFilter, MAX_COMMIT_BYTES, type Page, type RecordedEvent } from './event-store.js';

/** Positions looked at in one call where no index tells which of them are wanted. */
const SEARCHED_POSITIONS = 10_000;

/** One call for a part of the log: where it looks, what it wants there, and what page that makes. */
export class LogSearch {
  readonly filter: LogFilter;
  readonly limit: number;
  /** The positions between which it looks, both included; `first` is above `last` where there is nothing to look at. */
  readonly first: number;
  readonly last: number;
  readonly #types: ReadonlySet<string> | undefined;
  readonly #streams: ReadonlySet<string> | undefined;
  #count = 0;
  #bytes = 0;
  #isFull = false;

  /** @param head position of the last event */
  constructor(after: number, limit: number, filter: LogFilter, head: number) {
    const { types, streams, backwards } = filter;
    this.filter = filter;
    this.limit = limit;
    this.#types = types && new Set(types);
    this.#streams = streams && new Set(streams);
    // Without a filter every position is wanted.
    const unindexed = types ? SEARCHED_POSITIONS : limit;
    const most = streams ? Number.POSITIVE_INFINITY : unindexed;
    this.last = backwards ? Math.min(after - 1, head) : Math.min(after + most, head);
    this.first = backwards ? Math.max(this.last - most + 1, 1) : after + 1;
  }

  get isEmpty(): boolean {
    return this.first > this.last;
  }

  wants({ type, streamId, position }: Pick<RecordedEvent, 'type' | 'streamId' | 'position'>): boolean {
    const isInside = position >= this.first && position <= this.last;
    return isInside && (this.#types?.has(type) ?? true) && (this.#streams?.has(streamId) ?? true);
  }

  /** To be asked once of each event that is wanted, in the order of the page, up to the first that has no room. */
  hasRoomFor(bytes: number): boolean {
    const fits = this.#count === 0 || (this.#count < this.limit && this.#bytes + bytes <= MAX_COMMIT_BYTES);
    if (!fits) this.#isFull = true;
    this.#count++;
    this.#bytes += bytes;
    return fits;
  }

  /** @param events all that had room */
  pageOf(events: readonly RecordedEvent[]): Page {
    const last = this.#isFull ? events.at(-1) : undefined;
    if (last) return { events, position: last.position };
    const { first, last: end } = this;
    return { events, position: this.filter.backwards ? Math.min(first, end + 1) : Math.max(end, first - 1) };
  }
}
