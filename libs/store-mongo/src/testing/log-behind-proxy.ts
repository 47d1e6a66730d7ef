import { mongo } from 'mongoose';
import { MongoStore } from '#libs/store-mongo';
import type { MongoServer } from './mongo-server.js';
import { WireProxy } from './wire-proxy.js';
import type { WireExchange } from './wire-rule.js';

interface StoredPlace {
  readonly _id: number;
  readonly commitId: string;
  readonly count: number;
  readonly parts: readonly { readonly streamId: string; readonly firstVersion: number; readonly events: unknown[] }[];
}

/** The requests for which an append needs the database. */
export const isInsert = ({ name, collection }: WireExchange) => name === 'insert' && collection === 'commits';
export const isLookUp = (exchange: WireExchange) => isFind(exchange) && 'commitId' in filterOf(exchange);
export const isTailRead = (exchange: WireExchange) => isFind(exchange) && Object.keys(filterOf(exchange)).length === 0;
export const isHeadRead = (exchange: WireExchange) =>
  isFind(exchange) && 'projection' in exchange.body && !isTailRead(exchange);

const isFind = ({ name, collection }: WireExchange) => name === 'find' && collection === 'commits';
const filterOf = ({ body }: WireExchange) => body.filter as object;

/** One log of its own with two stores: what one of them says and hears passes a proxy, the other one goes straight. */
export class LogBehindProxy {
  readonly proxy: WireProxy;
  readonly through: MongoStore;
  readonly beside: MongoStore;
  readonly #client: mongo.MongoClient;

  private constructor(
    proxy: WireProxy,
    [through, beside]: readonly [MongoStore, MongoStore],
    client: mongo.MongoClient,
  ) {
    this.proxy = proxy;
    this.through = through;
    this.beside = beside;
    this.#client = client;
  }

  /** @param socketTimeoutMS after which a request of the one behind the proxy counts as not answered; 0: never */
  static async open(server: MongoServer, { socketTimeoutMS = 6_000 } = {}): Promise<LogBehindProxy> {
    const uri = server.freshDatabase();
    const proxy = await WireProxy.start(server.uri);
    const beside = await MongoStore.open({ uri });
    const behind = `${proxy.uri(new URL(uri).pathname.slice(1))}&socketTimeoutMS=${socketTimeoutMS}`;
    const through = await MongoStore.open({ uri: behind });
    return new LogBehindProxy(proxy, [through, beside], await mongo.MongoClient.connect(uri));
  }

  /** What it stands in, past the stores. */
  get database(): mongo.Db {
    return this.#client.db();
  }

  /** Commit ids in the order of the log. @throws {Error} the log has a hole, in positions or in the versions of a stream */
  async stored(): Promise<string[]> {
    const commits = await this.database.collection<StoredPlace>('commits').find().sort({ _id: 1 }).toArray();
    let next = 1;
    const versions = new Map<string, number>();
    for (const { _id, count, parts } of commits) {
      if (_id !== next) throw new Error(`position ${next} is missing`);
      next += count;
      for (const { streamId, firstVersion, events } of parts) {
        const before = versions.get(streamId) ?? 0;
        if (firstVersion !== before + 1) throw new Error(`${streamId} goes on at ${firstVersion} after ${before}`);
        versions.set(streamId, before + events.length);
      }
    }
    return commits.map(({ commitId }) => commitId);
  }

  /** Whatever a rule still holds is let go first. */
  async close(): Promise<void> {
    this.proxy.endRules();
    await Promise.allSettled([this.through.close(), this.beside.close(), this.#client.close()]);
    await this.proxy.stop();
  }
}
