import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort, until } from '#testing/event-sourcing';

const PROGRAM = 'redis-server';
const START_MS = 30_000;

/** A server of a spec's own, without a file, on a port that it keeps over a restart. */
export class RedisServer {
  readonly #port: number;
  #child: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
  }

  static isInstalled(): boolean {
    try {
      execFileSync(PROGRAM, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  /** One that does not run yet. */
  static async onFreePort(): Promise<RedisServer> {
    return new RedisServer(await freePort());
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const options = ['--port', String(this.#port), '--bind', '127.0.0.1', '--save', '', '--dir', '/'];
    const child = spawn(PROGRAM, options, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    // Also where the spec's process ends before its `afterAll`.
    process.once('exit', () => child.kill('SIGKILL'));
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    await until(() => /Ready to accept connections/.test(output), 'redis-server', START_MS);
  }

  /** As a power cut does: what was counted is gone. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** It keeps its connections and answers nothing until it is thawed. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }
}
