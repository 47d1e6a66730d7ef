interface Waiter {
  readonly position: number;
  readonly done: () => void;
}

/** How far a subscription has come, and who waits for it to come further. */
export class Progress {
  #position = 0;
  #waiters: Waiter[] = [];

  get position(): number {
    return this.#position;
  }

  get isAwaited(): boolean {
    return this.#waiters.length > 0;
  }

  /** Never goes back. */
  reach(position: number): void {
    this.#position = Math.max(this.#position, position);
    const waiting: Waiter[] = [];
    for (const waiter of this.#waiters) {
      if (waiter.position <= this.#position) waiter.done();
      else waiting.push(waiter);
    }
    this.#waiters = waiting;
  }

  /** @returns false when `timeoutMs` passed first */
  async until(position: number, timeoutMs: number): Promise<boolean> {
    if (this.#position >= position) return true;
    return new Promise((resolve) => {
      const waiter = {
        position,
        done: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve(false);
      }, timeoutMs);
      this.#waiters.push(waiter);
    });
  }
}
