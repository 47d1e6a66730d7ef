import { mongo } from 'mongoose';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endWithBench, sayProgress } from '../resources.js';

/** Stands in for mongod where there is none. */
const STAND_IN = fileURLToPath(new URL('../../../../../../shared/stack/mongo', import.meta.url));
const READY = /^ready (mongodb:\/\/\S+)$/;
const MOST_STARTS = 10;

/** Of every write, raw or ours. */
const DURABLE = { w: 'majority', j: true } as const;

/** The one server that a whole section is measured on. */
export class Server {
  readonly client: mongo.MongoClient;
  readonly name: string;
  readonly #uri: string;
  readonly #stop: () => Promise<void>;
  #databases = 0;

  private constructor(client: mongo.MongoClient, name: string, uri: string, stop: () => Promise<void>) {
    this.client = client;
    this.name = name;
    this.#uri = uri;
    this.#stop = stop;
  }

  /** That of MONGODB_URI, else one of its own; undefined where there is neither. */
  static async start(): Promise<Server | undefined> {
    const { MONGODB_URI } = process.env;
    if (MONGODB_URI) return Server.#connect(MONGODB_URI, async () => {});
    if (!existsSync(STAND_IN)) return undefined;
    const { child, uri } = await startStandIn();
    sayProgress(`a server of its own: ${uri}`);
    return Server.#connect(uri, async () => {
      child.kill('SIGTERM');
      await once(child, 'close');
    });
  }

  static async #connect(uri: string, stop: () => Promise<void>): Promise<Server> {
    const client = await connect(uri);
    return new Server(client, nameIn(await client.db('admin').command({ buildInfo: 1 })), uri, stop);
  }

  /** Address of a database of its own, which is gone once `use` is done. */
  async withDatabase<Result>(use: (uri: string, database: mongo.Db) => Promise<Result>): Promise<Result> {
    const name = `clew_bench_${process.pid}_${++this.#databases}`;
    const database = this.client.db(name);
    try {
      return await use(withName(this.#uri, name), database);
    } finally {
      await database.dropDatabase();
    }
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.#stop();
  }
}

export function connect(uri: string): Promise<mongo.MongoClient> {
  return mongo.MongoClient.connect(uri, { writeConcern: DURABLE });
}

/** It takes its ports by chance, those that closed connections still keep for a minute among them, and then ends. */
async function startStandIn(): Promise<{ child: ChildProcess; uri: string }> {
  for (let left = MOST_STARTS; left > 0; left--) {
    const child = spawn(STAND_IN, { stdio: ['ignore', 'pipe', 'inherit'] });
    endWithBench(child, 'SIGTERM');
    const uri = await addressOf(child);
    if (uri !== undefined) return { child, uri };
  }
  throw new Error(`${STAND_IN} ended early, ${MOST_STARTS} times`);
}

async function addressOf(child: ChildProcess): Promise<string | undefined> {
  if (!child.stdout) return undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const uri = READY.exec(line)?.[1];
    if (uri !== undefined) return uri;
  }
  return undefined;
}

function nameIn({ version, ferretdb }: mongo.Document): string {
  if (ferretdb === undefined) return `MongoDB ${version}`;
  return `FerretDB ${ferretdb.version}, which stands in for mongod: its figures say nothing about mongod, only the ratios count`;
}

/** The same address with a database, and with writes as durable as ours for whoever takes them from there. */
function withName(uri: string, name: string): string {
  const [, server = '', before = '', query = ''] = /^([a-z+]+:\/\/[^/?]+)\/?([^?]*)\??(.*)$/.exec(uri) ?? [];
  const options = new URLSearchParams(query);
  // Else the user is looked for in the new database.
  if (server.includes('@') && !options.has('authSource')) options.set('authSource', before || 'admin');
  options.set('w', DURABLE.w);
  options.set('journal', 'true');
  return `${server}/${name}?${options}`;
}
