import { type Observe, unobserved } from './observe.js';

/** How a store finds out about appends of other processes. */
export interface HeadPoll {
  readonly everyMs: number;
  /** The log's head; undefined where it is known to stand still. A failure only ends this look. */
  look(): number | undefined | Promise<number | undefined>;
  readonly observe: Observe;
}

/** Tells listeners of appends: of this process at once, of others by looking at the log's head. */
export class AppendNotices {
  readonly #poll: HeadPoll | undefined;
  readonly #listeners = new Set<(position: number) => void>();
  #polling: NodeJS.Timeout | undefined;
  #looking = false;
  #told = 0;

  /** @param poll none where no other process can append */
  constructor(poll?: HeadPoll) {
    this.#poll = poll;
  }

  tell(position: number): void {
    this.#told = Math.max(this.#told, position);
    for (const wake of this.#listeners) {
      try {
        wake(position);
      } catch {
        // A hint only: the append is stored, whatever a listener makes of it.
      }
    }
  }

  /** @returns ends the calls */
  listen(wake: (position: number) => void): () => void {
    // A function of its own: the same `wake` may listen twice.
    const listener = (position: number) => wake(position);
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#startPolling();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.stop();
    };
  }

  stop(): void {
    clearInterval(this.#polling);
    this.#polling = undefined;
  }

  #startPolling(): void {
    const { everyMs, observe } = this.#poll ?? { everyMs: 0, observe: unobserved };
    if (everyMs === 0) return;
    observe('background', {}, () => {
      this.#polling ??= setInterval(() => void this.#look(), everyMs).unref();
    });
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const head = await this.#poll?.look();
      if (head !== undefined && head > this.#told && this.#polling) this.tell(head);
    } catch {
      // The next read of the log tells what is wrong.
    } finally {
      this.#looking = false;
    }
  }
}
