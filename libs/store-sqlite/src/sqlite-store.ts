import { mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import {
  type EventStore,
  type KeyRecords,
  type Leases,
  type Observe,
  type ParkedEvents,
  type ReadModels,
  unobserved,
} from '#libs/event-sourcing';
import type { Connections } from './connections.js';
import { SqliteEventStore } from './event-store.js';
import { codeOf, openFailure } from './failures.js';
import { inspect } from './inspect.js';
import { SqliteKeyRecords } from './key-records.js';
import { SqliteLeases } from './leases.js';
import { SqliteParkedEvents } from './parked-events.js';
import { SqliteReadModels } from './read-models.js';
import { Reader } from './reader.js';
import { SCHEMA } from './schema.js';
import { WriterThread } from './writer-thread.js';

export interface SqliteOptions {
  /** The file; it and its folder are made where they are missing. */
  readonly path: string;
  readonly observe?: Observe;
  /** The most pages (of 4096 bytes) that the file may grow to. Beyond, it answers like a full disk. */
  readonly maxPages?: number;
}

const BUSY_MS = 5_000;

/** Events, documents, leases, key records and parked events in one file, which several processes may use at the same time. */
export class SqliteStore {
  readonly events: EventStore;
  readonly readModels: ReadModels;
  readonly leases: Leases;
  readonly keys: KeyRecords;
  readonly parked: ParkedEvents;
  readonly #connections: Connections;
  readonly #stopListening: () => void;

  private constructor(connections: Connections) {
    const events = new SqliteEventStore(connections);
    this.events = events;
    this.readModels = new SqliteReadModels(connections);
    this.leases = new SqliteLeases(connections);
    this.keys = new SqliteKeyRecords(connections);
    this.parked = new SqliteParkedEvents(connections);
    this.#connections = connections;
    this.#stopListening = () => events.close();
  }

  /** @throws {DatabaseUnusable} */
  static async open({ path, observe = unobserved, maxPages }: SqliteOptions): Promise<SqliteStore> {
    makeFolder(path);
    inspect(path);
    const data = { path, schema: SCHEMA, busyMs: BUSY_MS, ...(maxPages !== undefined && { maxPages }) };
    const writer = new WriterThread(data, observe);
    await writer.open();
    const namespace = basename(path);
    try {
      const reader = new Reader(path, namespace, observe);
      return new SqliteStore({ reader, writer, namespace, observe });
    } catch (error) {
      await writer.close();
      throw openFailure(path, codeOf(error));
    }
  }

  /** Ends after every write sent before; later calls are refused. */
  async close(): Promise<void> {
    this.#stopListening();
    const { reader, writer } = this.#connections;
    await writer.drain();
    // The last connection to close tidies the write-ahead log away, which a read-only one cannot.
    reader.close();
    await writer.close();
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch {
    throw openFailure(path, 14);
  }
}
