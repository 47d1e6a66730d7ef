import { MAX_COMMIT_BYTES, type RecordedEvent } from './event-store.js';

/** Twice the page of a subscription. More are kept so long that collecting them costs an append a tenth of its time. */
const MOST_EVENTS = 1_024;

/**
 * The events just acknowledged to this process, so that its projections need not read them back. Positions follow each
 * other: an append of another process in between starts it anew.
 */
export class RecentEvents {
  #events: RecordedEvent[] = [];
  #bytes: number[] = [];
  #total = 0;

  /** @param bytes of each event's data as JSON */
  push(events: readonly RecordedEvent[], bytes: readonly number[]): void {
    const last = this.#events.at(-1);
    if (last && events[0]?.position !== last.position + 1) this.#drop(this.#events.length);
    events.forEach((event, index) => {
      const size = bytes[index] ?? 0;
      this.#events.push(event);
      this.#bytes.push(size);
      this.#total += size;
    });
    while (this.#events.length > MOST_EVENTS || this.#total > 2 * MAX_COMMIT_BYTES) {
      this.#drop(Math.ceil(this.#events.length / 2));
    }
  }

  /** The page that a read of the log would give; undefined where only the database knows. */
  pageAfter(after: number, limit: number): readonly RecordedEvent[] | undefined {
    const first = this.#events[0];
    const start = first ? after + 1 - first.position : -1;
    if (start < 0 || start >= this.#events.length) return undefined;
    const most = Math.min(start + limit, this.#events.length);
    let end = start + 1;
    let total = this.#bytes[start] ?? 0;
    for (; end < most; end++) {
      total += this.#bytes[end] ?? 0;
      if (total > MAX_COMMIT_BYTES) break;
    }
    return this.#events.slice(start, end);
  }

  #drop(count: number): void {
    this.#events.splice(0, count);
    for (const size of this.#bytes.splice(0, count)) this.#total -= size;
  }
}
