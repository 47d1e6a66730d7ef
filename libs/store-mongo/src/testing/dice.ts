import { createHash } from 'node:crypto';

/** Chance that is the same for the same seed. */
export class Dice {
  readonly #seed: string;
  #throws = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A whole number from 0 on. */
  below(sides: number): number {
    const hash = createHash('sha256').update(`${this.#seed} ${this.#throws++}`);
    return hash.digest().readUInt32BE() % sides;
  }

  isOneIn(sides: number): boolean {
    return this.below(sides) === 0;
  }
}
