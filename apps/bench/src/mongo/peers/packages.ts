import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A project of its own: what it installs is no part of the product. */
export const FOLDER = fileURLToPath(new URL('../../../../../../apps/bench/peers/', import.meta.url));

const require = createRequire(FOLDER);

/** A module of a peer. Its types are not installed with this project: `Exports` says what is used of it. */
export function load<Exports>(name: string): Exports {
  return require(name) as Exports;
}

interface Collection {
  countDocuments(): Promise<number>;
}

export interface Database {
  collection(name: string): Collection;
}

export interface Client {
  db(): Database;
}

interface Driver {
  readonly MongoClient: { connect(uri: string): Promise<Client> };
  readonly ObjectId: new () => { toHexString(): string };
}

/** The driver that the peers are made for. */
export function driver(): Driver {
  return load('mongodb');
}

/** Nest's own log would be measured too. */
export function silenceNest(): void {
  load('reflect-metadata');
  load<{ Logger: { overrideLogger(to: false): void } }>('@nestjs/common').Logger.overrideLogger(false);
}
