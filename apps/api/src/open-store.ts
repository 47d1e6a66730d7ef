import { existsSync } from 'node:fs';
import { type EventStore, type Leases, type Observe, type ReadModels, unobserved } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { SqliteStore } from '#libs/store-sqlite';
import type { Database } from './config.js';

/** What a database lib gives: all ports that it implements. */
export interface Store {
  readonly events: EventStore;
  readonly readModels: ReadModels;
  readonly leases: Leases;
  close(): Promise<void>;
}

export function openStore(database: Database, observe: Observe = unobserved): Promise<Store> {
  return database.kind === 'memory'
    ? MemoryStore.open({ observe })
    : SqliteStore.open({ path: database.path, observe });
}

/** For who only wants to read: opening makes a database that is not there. */
export function isThere(database: Database): boolean {
  return database.kind !== 'sqlite' || existsSync(database.path);
}
