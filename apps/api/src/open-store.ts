import { existsSync } from 'node:fs';
import {
  type EventStore,
  type KeyRecords,
  type Leases,
  type Observe,
  type ParkedEvents,
  type ReadModels,
  unobserved,
} from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { SqliteStore } from '#libs/store-sqlite';
import type { Database } from './config.js';

/** What a database lib gives: all ports that it implements. A class, so that it can be injected by its type. */
export abstract class Store {
  abstract readonly events: EventStore;
  abstract readonly readModels: ReadModels;
  abstract readonly leases: Leases;
  abstract readonly keys: KeyRecords;
  abstract readonly parked: ParkedEvents;
  abstract close(): Promise<void>;
}

export async function openStore(database: Database, observe: Observe = unobserved): Promise<Store> {
  switch (database.kind) {
    case 'memory':
      return MemoryStore.open({ observe });
    case 'sqlite':
      return SqliteStore.open({ path: database.path, observe });
    case 'mongodb': {
      // Its driver is loaded only where it is used.
      const { MongoStore } = await import('#libs/store-mongo');
      return MongoStore.open({ uri: database.uri, observe });
    }
  }
}

/** For who only wants to read: opening makes a database that is not there. */
export function isThere(database: Database): boolean {
  return database.kind !== 'sqlite' || existsSync(database.path);
}
