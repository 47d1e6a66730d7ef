import type { Connection, ConnectOptions } from 'mongoose';
import type { Observe } from '#libs/event-sourcing';

/** What the stores of one database share. */
export interface Connections {
  readonly connection: Connection;
  /** Name of the database. */
  readonly namespace: string;
  readonly observe: Observe;
}

/** Where the URI names no database. */
const DEFAULT_DATABASE = 'clew';

/** Milliseconds that the servers may take to acknowledge a write by majority, before its outcome is unclear. */
const ACKNOWLEDGE_MS = 4_000;

/**
 * Milliseconds within which each append and each read is answered, by `StoreUnavailable` where the database says nothing
 * clear. Until then an append whose outcome is unclear is looked for and sent again. A restore takes as long as its
 * commits do.
 */
export const ANSWER_MS = 10_000;

/**
 * Milliseconds after which what others wait for behind it counts as unanswered, whatever the URI says. The driver can wait
 * for ever: for what it wrote to a connection that had just ended.
 */
export const REQUEST_MS = 7_000;

/** Of every write, whatever the URI says: what is acknowledged survives the loss of a server. */
export const DURABLE = { w: 'majority', j: true, wtimeoutMS: ACKNOWLEDGE_MS } as const;

/** Of every read that a decision rests on, whatever the URI says: what it saw is never rolled back. */
export const SETTLED = { readPreference: 'primary', readConcern: { level: 'majority' } } as const;

/** The same two for mongoose's schemas. */
export const SCHEMA_OPTIONS = {
  autoIndex: false,
  autoCreate: false,
  versionKey: false,
  id: false,
  read: 'primary',
  readConcern: SETTLED.readConcern,
  writeConcern: { w: DURABLE.w, j: DURABLE.j, wtimeout: DURABLE.wtimeoutMS },
} as const;

/** Where the URI does not say otherwise. */
const DEFAULTS = {
  appName: 'clew',
  connectTimeoutMS: 5_000,
  maxPoolSize: 50,
  serverSelectionTimeoutMS: 5_000,
  // Above the time for an acknowledgement, so that a slow majority answers rather than breaks the connection.
  socketTimeoutMS: ACKNOWLEDGE_MS + 2_000,
  waitQueueTimeoutMS: 5_000,
};

export function connectOptions(uri: string): ConnectOptions {
  const given = new Set([...new URLSearchParams(uri.split('?')[1]).keys()].map((name) => name.toLowerCase()));
  const defaults = Object.entries(DEFAULTS).filter(([name]) => !given.has(name.toLowerCase()));
  return {
    ...Object.fromEntries(defaults),
    autoCreate: false,
    autoIndex: false,
    // A call without a connection fails at once, rather than wait in a queue that nobody sees.
    bufferCommands: false,
    writeConcern: DURABLE,
    ...(!namesDatabase(uri) && { dbName: DEFAULT_DATABASE }),
  };
}

function namesDatabase(uri: string): boolean {
  return /^mongodb(\+srv)?:\/\/[^/?]+\/[^?]/.test(uri);
}
