import type { Observe } from '#libs/event-sourcing';

const POLL_MS = 50;

export interface Log {
  /** Changes with every write of another connection to the file. */
  dataVersion(): number;
  head(): number;
}

/** Tells listeners of appends: of this process at once, of others by looking whether the file has changed. */
export class AppendNotices {
  readonly #log: Log;
  readonly #observe: Observe;
  readonly #listeners = new Set<(position: number) => void>();
  #polling: NodeJS.Timeout | undefined;
  #dataVersion = 0;
  #told = 0;

  constructor(log: Log, observe: Observe) {
    this.#log = log;
    this.#observe = observe;
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
    this.#observe('background', {}, () => {
      this.#polling ??= setInterval(() => this.#poll(), POLL_MS).unref();
    });
  }

  #poll(): void {
    try {
      const dataVersion = this.#log.dataVersion();
      if (dataVersion === this.#dataVersion) return;
      const head = this.#log.head();
      this.#dataVersion = dataVersion;
      if (head > this.#told) this.tell(head);
    } catch {
      // The next read of the log tells what is wrong.
    }
  }
}
