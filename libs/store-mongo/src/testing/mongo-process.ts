import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '#testing/event-sourcing';
import { freePort } from './free-port.js';

const GUARD = fileURLToPath(new URL('./guarded-server.sh', import.meta.url));
const READY = /^ready (mongodb:\/\/\S+)$/m;
const READY_MS = 60_000;
const STARTS = 3;

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
    for (let left = STARTS; left > 0; left--) {
      this.#port = await freePort();
      if (await this.#run()) return;
    }
    throw this.#failure();
  }

  /** On the same port with the same data. */
  async startAgain(): Promise<void> {
    await this.#ended;
    // The database behind it takes a port by chance, which may be somebody's.
    for (let left = STARTS; left > 0; left--) {
      rmSync(this.#pidFile, { force: true });
      if (await this.#run()) return;
    }
    throw this.#failure();
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

  /** @returns false where it ended before it was ready */
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
    const ready = () => READY.test(this.#output) && existsSync(this.#pidFile);
    await until(() => !this.#running || ready(), 'a MongoDB server', READY_MS);
    return this.#running;
  }

  #failure(): Error {
    return new Error(`the MongoDB server did not start: ${this.#output}`);
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
