import mongoose, { type Connection } from 'mongoose';
import {
  type EventStore,
  type KeyRecords,
  type Leases,
  type Observe,
  type ParkedEvents,
  type ReadModels,
  unobserved,
} from '#libs/event-sourcing';
import { prepareCommits } from './commit-schema.js';
import { connectOptions } from './connection.js';
import { MongoEventStore } from './event-store.js';
import { openFailure } from './failures.js';
import { MongoKeyRecords, prepareKeyRecords } from './key-records.js';
import { MongoLeases } from './leases.js';
import { MonitorWatch } from './monitor-watch.js';
import { MongoParkedEvents, prepareParkedEvents } from './parked-events.js';
import { MongoReadModels } from './read-models.js';

export interface MongoOptions {
  /** `mongodb://` or `mongodb+srv://`; the database is `clew` where it names none. */
  readonly uri: string;
  readonly observe?: Observe;
}

/** Events, documents, leases, key records and parked events in one database, which any number of processes may use at the same time. */
export class MongoStore {
  readonly events: EventStore;
  readonly readModels: ReadModels;
  readonly leases: Leases;
  readonly keys: KeyRecords;
  readonly parked: ParkedEvents;
  readonly #events: MongoEventStore;
  readonly #connection: Connection;
  readonly #watch: MonitorWatch;

  private constructor(connection: Connection, observe: Observe) {
    const connections = { connection, namespace: connection.name, observe };
    this.#events = new MongoEventStore(connections);
    this.events = this.#events;
    const leases = new MongoLeases(connections);
    this.leases = leases;
    this.keys = new MongoKeyRecords(connections);
    this.parked = new MongoParkedEvents(connections);
    this.readModels = new MongoReadModels(connections, leases);
    this.#connection = connection;
    this.#watch = new MonitorWatch(connection.getClient(), observe);
  }

  /** @throws {DatabaseUnusable} */
  static async open({ uri, observe = unobserved }: MongoOptions): Promise<MongoStore> {
    const connection = observe('background', {}, () => mongoose.createConnection(uri, connectOptions(uri)));
    return MongoStore.on(connection, observe);
  }

  /** On a connection that may be under way, and that ends with the store. @throws {DatabaseUnusable} */
  static async on(connection: Connection, observe: Observe): Promise<MongoStore> {
    return observe('background', {}, async () => {
      try {
        await connection.asPromise();
        await prepareCommits(connection);
        await prepareKeyRecords(connection);
        await prepareParkedEvents(connection);
        return new MongoStore(connection, observe);
      } catch (error) {
        await connection.close();
        throw openFailure(connection, error);
      }
    });
  }

  /** Ends after every append sent before; later calls are refused. */
  async close(): Promise<void> {
    await this.#events.close();
    await this.#watch.end();
    await this.#connection.close();
  }
}
