import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '#testing/event-sourcing';
import { freePort } from '#testing/event-sourcing';

const GUARD = fileURLToPath(new URL('./guarded-server.sh', import.meta.url));
const READY = /^ready (mongodb:\/\/\S+)$/m;
const READY_MS = 60_000;
const MOST_STARTS = 30;
const LOGS = ['postgresql.log', 'ferretdb.log'];

/** One server of a spec's own, on a port and in a folder that it keeps over a restart. */
export class MongoProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'clew-mongo-'));
  readonly #program: string;
  readonly #options: readonly string[];
  #port = 0;
  #guard: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #running = false;
  #output = '';

  /** @param program the stand-in's script */
  constructor(program: string, { serialize }: { readonly serialize: boolean }) {
    this.#program = program;
    this.#options = ['--state', this.folder, `--serialize=${serialize}`];
  }

  get uri(): string {
    return `mongodb://127.0.0.1:${this.#port}/`;
  }

  async start(): Promise<void> {
    try {
      await this.#startOn(freePort);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** On the same port with the same data. */
  async startAgain(): Promise<void> {
    await this.#ended;
    await this.#startOn(() => this.#port);
  }

  /** Of PostgreSQL and of FerretDB. */
  pids(): number[] {
    if (!this.#running) throw new Error('the server does not run');
    return readFileSync(this.#pidFile, 'utf8').trim().split(' ').map(Number);
  }

  /** As a power cut does. Resolves once all of it has ended. */
  async kill(): Promise<void> {
    this.#signal('SIGKILL');
    this.#guard?.ref();
    await this.#ended;
  }

  /** It keeps its connections and answers nothing until it is thawed. */
  freeze(): void {
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  async stop(): Promise<void> {
    // The guard takes it for the end of this process.
    this.#guard?.stdin?.end();
    this.#guard?.ref();
    await this.#ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #pidFile(): string {
    return join(this.folder, 'pids');
  }

  #signal(signal: NodeJS.Signals): void {
    for (const pid of this.pids()) process.kill(pid, signal);
  }

  async #startOn(port: () => number | Promise<number>): Promise<void> {
    for (let left = MOST_STARTS; left > 0; left--) {
      this.#port = await port();
      for (const file of ['pids', ...LOGS]) rmSync(join(this.folder, file), { force: true });
      if (await this.#run()) return;
      if (!this.#metTakenPort()) break;
    }
    throw new Error(`the MongoDB server did not start: ${this.#output}`);
  }

  /** @returns false where it ended, or was ended, before it was ready */
  async #run(): Promise<boolean> {
    const args = [GUARD, this.folder, owner(), this.#program, '--port', `${this.#port}`, ...this.#options];
    const guard = spawn('bash', args, { stdio: 'pipe', detached: true });
    this.#guard = guard;
    this.#running = true;
    this.#ended = once(guard, 'close').then(() => {
      this.#running = false;
    });
    this.#output = '';
    for (const stream of [guard.stdout, guard.stderr]) {
      stream.on('data', (text) => {
        this.#output += text;
      });
    }
    keepNothingWaiting(guard);
    const isReady = () => READY.test(this.#output) && existsSync(this.#pidFile);
    await until(() => !this.#running || isReady() || this.#metTakenPort(), 'a MongoDB server', READY_MS);
    if (this.#running && isReady()) return true;
    await this.#giveUp(guard);
    return false;
  }

  /** Ends guard and server without the folder. */
  async #giveUp(guard: ChildProcess): Promise<void> {
    if (this.#running && guard.pid !== undefined) process.kill(-guard.pid, 'SIGTERM');
    guard.ref();
    await this.#ended;
  }

  /** The database behind it takes a port by chance, of those that closed connections keep for a minute. */
  #metTakenPort(): boolean {
    const logs = LOGS.map((file) => join(this.folder, file)).filter((file) => existsSync(file));
    return logs.some((file) => /address already in use/i.test(readFileSync(file, 'utf8')));
  }
}

/** A worker of Jest can outlive Jest: then the server is to end with the latter. */
function owner(): string {
  const isWorker = process.argv[1]?.endsWith('processChild.js') ?? false;
  return `${isWorker ? process.ppid : process.pid}`;
}

function keepNothingWaiting(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) (stream as Socket | null)?.unref();
}
