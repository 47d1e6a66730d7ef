import { mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MongoProcess } from './mongo-process.js';
import { withDatabase } from './with-database.js';

const PROGRAM = fileURLToPath(new URL('../../../../../shared/stack/mongo', import.meta.url));

export interface MongoServerOptions {
  /** False: concurrent writes meet in the database itself, which then may answer "deadlock detected". */
  readonly serialize?: boolean;
  /** A process of this spec alone, which it may kill and freeze, whatever MONGODB_URI says. */
  readonly own?: boolean;
}

/** What a spec file runs on: the server of MONGODB_URI, or one of its own. */
export class MongoServer {
  readonly #sharedUri: string;
  readonly #process: MongoProcess | undefined;
  readonly #databases: string[] = [];

  private constructor(sharedUri: string, process?: MongoProcess) {
    this.#sharedUri = sharedUri;
    this.#process = process;
  }

  /** Undefined where such a server can be had, else what is missing. */
  static missing({ own = false }: MongoServerOptions = {}): string | undefined {
    if (existsSync(PROGRAM)) return undefined;
    if (own) return 'a test server that can be killed is missing';
    return process.env.MONGODB_URI ? undefined : 'set MONGODB_URI to run them';
  }

  static async start({ serialize = true, own = false }: MongoServerOptions = {}): Promise<MongoServer> {
    const { MONGODB_URI } = process.env;
    const missing = MongoServer.missing({ own });
    if (missing !== undefined) throw new Error(`no MongoDB server: ${missing}`);
    if (MONGODB_URI && !own) return new MongoServer(MONGODB_URI);
    const server = new MongoProcess(PROGRAM, { serialize });
    await server.start();
    return new MongoServer('', server);
  }

  get uri(): string {
    return this.#process?.uri ?? this.#sharedUri;
  }

  /** The URI of a database that nobody has used. */
  freshDatabase(): string {
    const database = `clew_${randomUUID().replaceAll('-', '')}`;
    this.#databases.push(database);
    return withDatabase(this.uri, database);
  }

  /** Where its data stand. */
  get folder(): string {
    return this.#own.folder;
  }

  /** Of PostgreSQL and of FerretDB. */
  pids(): number[] {
    return this.#own.pids();
  }

  /** As a power cut does. Resolves once all of it has ended. */
  kill(): Promise<void> {
    return this.#own.kill();
  }

  /** On the same port with the same data. */
  startAgain(): Promise<void> {
    return this.#own.startAgain();
  }

  /** It keeps its connections and answers nothing until it is thawed. */
  freeze(): void {
    this.#own.freeze();
  }

  thaw(): void {
    this.#own.thaw();
  }

  /** Nothing of it stays behind, on a shared server neither. */
  async stop(): Promise<void> {
    await (this.#process ? this.#process.stop() : this.#dropDatabases());
  }

  get #own(): MongoProcess {
    if (!this.#process) throw new Error('faults are for a server of the spec’s own');
    return this.#process;
  }

  async #dropDatabases(): Promise<void> {
    const client = await mongo.MongoClient.connect(this.uri);
    try {
      for (const database of this.#databases) await client.db(database).dropDatabase();
    } finally {
      await client.close();
    }
  }
}
