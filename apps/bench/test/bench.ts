import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The built bench in a process group of its own. */
export class Bench {
  static readonly #groups: number[] = [];

  output = '';
  progress = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    const env = { ...process.env, ...environment };
    this.#child = spawn(process.execPath, [`${ROOT}dist/apps/bench/src/main.js`, ...args], { detached: true, env });
    Bench.#groups.push(this.#group);
    this.#child.stdout?.on('data', (text) => {
      this.output += text;
    });
    this.#child.stderr?.on('data', (text) => {
      this.progress += text;
    });
    this.#closed = once(this.#child, 'close');
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Whether any process of it is. */
  get isThere(): boolean {
    return isThere(this.#group);
  }

  async ended(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }

  terminate(): void {
    this.#child.kill('SIGTERM');
  }

  /** Of all tables, without their heads. */
  get rows(): readonly (readonly string[])[] {
    const lines = this.output.split('\n');
    const rows = lines.filter((line, index) => line.startsWith('| ') && !lines[index + 1]?.startsWith('|-'));
    return rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  }

  /** Also what a bench left behind. */
  static killAll(): void {
    for (const group of Bench.#groups) if (isThere(group)) process.kill(-group, 'SIGKILL');
  }

  get #group(): number {
    return this.#child.pid ?? 0;
  }
}

function isThere(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}
