import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from '#testing/event-sourcing';

const HOOKS = new URL('./source-hooks.mjs', import.meta.url).href;
const running = new Set<ChildProcess>();

/** A program, named from this file on or by its whole URL, as a process of its own; it tells what it does by lines of JSON. */
export class ChildProgram {
  readonly lines: unknown[] = [];
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  #errors = '';

  constructor(program: string, args: readonly string[], options: { readonly uid?: number } = {}) {
    const file = fileURLToPath(new URL(program, import.meta.url));
    const nodeArgs = ['--conditions=source', '--import', HOOKS, file, ...args];
    this.#process = spawn(process.execPath, nodeArgs, { stdio: ['ignore', 'pipe', 'pipe'], env: {}, ...options });
    running.add(this.#process);
    this.#process.stderr?.on('data', (text) => {
      this.#errors += text;
    });
    const { stdout } = this.#process;
    if (!stdout) throw new Error('a child without output');
    const lines = createInterface({ input: stdout });
    lines.on('line', (line) => this.lines.push(parsed(line)));
    this.#ended = Promise.all([once(this.#process, 'close'), once(lines, 'close')]);
    void this.#ended.finally(() => running.delete(this.#process));
  }

  /** Resolves once `count` lines are there. */
  async told(count: number): Promise<void> {
    await until(() => this.lines.length >= count || this.#process.exitCode !== null, `${count} lines of a child`);
    if (this.lines.length < count) throw new Error(`the child ended early: ${this.#errors}`);
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** It stands still, without knowing of it, until it is thawed. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  /** Everything that it told. */
  async end(): Promise<unknown[]> {
    await this.#ended;
    if (this.#process.exitCode !== 0) throw new Error(`the child failed: ${this.#errors}`);
    return this.lines;
  }
}

/** For `afterAll`: also a failed test leaves no process behind. */
export function killChildren(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** A killed child's last line may be cut off. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
