import { type Lease, Leases } from '#libs/event-sourcing';
import type { Memory } from './memory.js';

export class MemoryLeases extends Leases {
  readonly #memory: Memory;
  readonly #leases = new Map<string, Lease>();

  constructor(memory: Memory) {
    super();
    this.#memory = memory;
  }

  async read(name: string): Promise<Lease | undefined> {
    return this.#memory.read('find', 'leases', ['name'], () => this.#leases.get(name));
  }

  async names(): Promise<readonly string[]> {
    return this.#memory.read('find', 'leases', [], () => [...this.#leases.keys()].toSorted());
  }

  async claim(name: string, seenBeat: number | undefined, from = 0): Promise<Lease | undefined> {
    return this.#memory.write('update', 'leases', 1, () => {
      const lease = this.#leases.get(name);
      if (lease?.beat !== seenBeat) return undefined;
      const { epoch, beat, ...kept } = lease ?? { epoch: 0, beat: 0, checkpoint: from };
      return this.#put(name, { ...kept, epoch: epoch + 1, beat: beat + 1, held: true });
    });
  }

  async beat(name: string, epoch: number): Promise<boolean> {
    return this.#changeHeld(name, epoch, true);
  }

  async advance(name: string, epoch: number, checkpoint: number): Promise<boolean> {
    return this.#memory.write('update', 'leases', 1, () => this.moveCheckpoint(name, epoch, checkpoint));
  }

  async leave(name: string, epoch: number, note: string): Promise<boolean> {
    return this.#memory.write('update', 'leases', 1, () => {
      const lease = this.#leases.get(name);
      if (lease?.epoch !== epoch) return false;
      this.#put(name, { ...lease, note });
      return true;
    });
  }

  async release(name: string, epoch: number): Promise<void> {
    this.#changeHeld(name, epoch, false);
  }

  /** As a part of another write. @returns false where the epoch is no longer the lease's */
  moveCheckpoint(name: string, epoch: number, checkpoint: number): boolean {
    const lease = this.#leases.get(name);
    if (lease?.epoch !== epoch) return false;
    this.#put(name, { ...lease, checkpoint: Math.max(lease.checkpoint, checkpoint) });
    return true;
  }

  #changeHeld(name: string, epoch: number, held: boolean): boolean {
    return this.#memory.write('update', 'leases', 1, () => {
      const lease = this.#leases.get(name);
      if (lease?.epoch !== epoch || !lease.held) return false;
      this.#put(name, { ...lease, beat: lease.beat + 1, held });
      return true;
    });
  }

  #put(name: string, lease: Lease): Lease {
    this.#leases.set(name, Object.freeze(lease));
    return lease;
  }
}
