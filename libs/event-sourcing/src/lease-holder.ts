import type { Leases } from './leases.js';

export interface LeaseOptions {
  readonly name: string;
  readonly leases: Leases;
  /** How long a holder may be silent before another process takes over. Default 2000. */
  readonly leaseMs?: number;
  /** Monotonic milliseconds: leases must not follow a wall clock that jumps. Default `performance.now`. */
  readonly now?: () => number;
}

/** One process's side of a lease: claims it, keeps it alive, knows when it may no longer be trusted. */
export class LeaseHolder {
  readonly beatMs: number;
  readonly #name: string;
  readonly #leases: Leases;
  readonly #leaseMs: number;
  readonly #now: () => number;
  readonly #onLost: () => void;
  #epoch: number | undefined;
  #deadline = 0;
  #beating: NodeJS.Timeout | undefined;
  #seen: { readonly beat: number; readonly since: number } | undefined;

  constructor({ name, leases, leaseMs = 2_000, now = () => performance.now() }: LeaseOptions, onLost: () => void) {
    this.#name = name;
    this.#leases = leases;
    this.#leaseMs = leaseMs;
    this.#now = now;
    this.#onLost = onLost;
    this.beatMs = leaseMs / 4;
  }

  /** Undefined: not held by this process. */
  get epoch(): number | undefined {
    return this.#epoch;
  }

  /** False once another process may have taken over, also when this one was frozen meanwhile. */
  alive(): boolean {
    return this.#epoch !== undefined && this.#now() < this.#deadline;
  }

  /**
   * Claims the lease if nobody holds it or its holder fell silent.
   * @param from where a lease begins that there was not before
   * @returns its checkpoint
   */
  async tryClaim(from: () => Promise<number> = async () => 0): Promise<number> {
    const asked = this.#now();
    const lease = await this.#leases.read(this.#name);
    if (lease?.held && !this.#silent(lease.beat, asked)) return lease.checkpoint;
    const claimed = await this.#leases.claim(this.#name, lease?.beat, lease ? 0 : await from());
    if (claimed) this.#hold(claimed.epoch, asked);
    return (claimed ?? lease)?.checkpoint ?? 0;
  }

  lost(): void {
    this.#epoch = undefined;
    clearInterval(this.#beating);
    this.#onLost();
  }

  async release(): Promise<void> {
    const epoch = this.#epoch;
    if (epoch === undefined) return;
    this.lost();
    try {
      await this.#leases.release(this.#name, epoch);
    } catch {
      // Whoever wants it waits for its silence.
    }
  }

  /** Silence counts from the answer that first showed the beat to the question that shows it again. */
  #silent(beat: number, asked: number): boolean {
    if (this.#seen?.beat !== beat) this.#seen = { beat, since: this.#now() };
    return asked - this.#seen.since >= this.#leaseMs;
  }

  #hold(epoch: number, asked: number): void {
    this.#epoch = epoch;
    this.#deadline = asked + this.#leaseMs;
    let pending = false;
    this.#beating = setInterval(async () => {
      if (pending) return;
      pending = true;
      await this.#beat(epoch);
      pending = false;
    }, this.beatMs).unref();
  }

  async #beat(epoch: number): Promise<void> {
    const sent = this.#now();
    try {
      const ours = await this.#leases.beat(this.#name, epoch);
      if (this.#epoch !== epoch) return;
      if (ours) this.#deadline = sent + this.#leaseMs;
      else this.lost();
    } catch {
      // The deadline decides: a store that is away for less than the lease costs nothing.
    }
  }
}
