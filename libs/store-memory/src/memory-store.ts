import {
  type EventStore,
  type KeyRecords,
  type Leases,
  type Observe,
  type ParkedEvents,
  type ReadModels,
  unobserved,
} from '#libs/event-sourcing';
import { MemoryEventStore } from './event-store.js';
import { MemoryKeyRecords } from './key-records.js';
import { MemoryLeases } from './leases.js';
import { Memory } from './memory.js';
import { MemoryParkedEvents } from './parked-events.js';
import { MemoryReadModels } from './read-models.js';

interface MemoryOptions {
  readonly observe?: Observe;
}

/** Events, documents, leases, key records and parked events of one process, gone with it: for tests, and for trying things out. */
export class MemoryStore {
  readonly events: EventStore;
  readonly readModels: ReadModels;
  readonly leases: Leases;
  readonly keys: KeyRecords;
  readonly parked: ParkedEvents;
  readonly #memory: Memory;

  private constructor(memory: Memory) {
    const leases = new MemoryLeases(memory);
    this.events = new MemoryEventStore(memory);
    this.readModels = new MemoryReadModels(memory, leases);
    this.leases = leases;
    this.keys = new MemoryKeyRecords(memory);
    this.parked = new MemoryParkedEvents(memory);
    this.#memory = memory;
  }

  static async open({ observe = unobserved }: MemoryOptions = {}): Promise<MemoryStore> {
    return new MemoryStore(new Memory(observe));
  }

  /** Later calls are refused. */
  async close(): Promise<void> {
    this.#memory.close();
  }
}
