import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { type EventStore, type RecordedEvent, StoreUnavailable } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { until } from '#testing/event-sourcing';
import { describeWithMongo, WireProxy } from '#testing/store-mongo';
import { objections } from './testing/log-oracle.js';
import { Weather } from './testing/weather.js';
import { WriteLoad } from './testing/write-load.js';

const SEED = `${randomInt(2 ** 32)}`;
const CHANGES = 80;
const CALLERS = 12;
/** Of one change, where nothing of what it is about is sent. */
const MOST_CALLS = 60;

describeWithMongo('two stores over a network that fails by chance', (server) => {
  let uri: string;
  let proxy: WireProxy;
  let stores: readonly MongoStore[];

  beforeEach(async () => {
    uri = server().freshDatabase();
    proxy = await WireProxy.start(server().uri);
    const through = `${proxy.uri(new URL(uri).pathname.slice(1))}&socketTimeoutMS=400`;
    stores = await Promise.all([through, through].map((each) => MongoStore.open({ uri: each })));
  });
  afterEach(async () => {
    proxy.endRules();
    await Promise.all(stores.map((store) => store.close()));
    await proxy.stop();
  });

  it(`agree on one log, where each acknowledged commit stands once and whole (seed ${SEED})`, async () => {
    const load = new WriteLoad(
      stores.map(({ events }) => events),
      CALLERS,
    );
    const readers = stores.map(({ events }) => new Reader(events));
    const weather = new Weather(proxy, SEED);
    for (let change = 1; change <= CHANGES; change++) {
      const before = load.told.length;
      const rule = weather.change();
      await until(() => rule.exchanges.length > 0 || load.told.length > before + MOST_CALLS, 'the next change', 60_000);
    }
    proxy.endRules();
    const acknowledged = load.acknowledged;
    await until(() => load.acknowledged > acknowledged + CALLERS, 'a network that is well again', 60_000);
    await load.stop();
    const seen = await Promise.all(readers.map((reader) => reader.stop()));
    // Whatever is under way has arrived then.
    await proxy.stop();

    const straight = await MongoStore.open({ uri });
    try {
      const log = await new Reader(straight.events).stop();
      const followed = seen.map((events) => ({ seen: events, upTo: log.length }));
      expect(objections({ log, told: load.told, followed })).toEqual([]);
      expect(load.failures).toEqual([]);
    } finally {
      await straight.close();
    }
  }, 240_000);
});

/** Reads on as the log grows, through whatever happens. */
class Reader {
  readonly #events: EventStore;
  readonly #seen: RecordedEvent[] = [];
  readonly #reading: Promise<void>;
  #stopped = false;

  constructor(events: EventStore) {
    this.#events = events;
    this.#reading = this.#read();
  }

  /** To the end of the log. */
  async stop(): Promise<readonly RecordedEvent[]> {
    this.#stopped = true;
    await this.#reading;
    return this.#seen;
  }

  async #read(): Promise<void> {
    for (;;) {
      const stopped = this.#stopped;
      const { position } = this.#seen.at(-1) ?? { position: 0 };
      const page = await this.#events.readAll(position, 50).catch(unlessUnavailable);
      this.#seen.push(...(page?.events ?? []));
      if (stopped && page?.events.length === 0) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function unlessUnavailable(error: unknown): undefined {
  if (!(error instanceof StoreUnavailable)) throw error;
}
