/** Wakes one waiting loop; a signal given while nobody waits is kept for the next wait. */
export class Signal {
  #given = false;
  #wake: (() => void) | undefined;

  give(): void {
    if (this.#wake) this.#wake();
    else this.#given = true;
  }

  /** Resolves at the next signal, or after `ms`. */
  async wait(ms: number): Promise<void> {
    if (this.#given) {
      this.#given = false;
      return;
    }
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
    this.#wake = undefined;
  }
}
