import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '#testing/event-sourcing';

export const EVENTS = fileURLToPath(new URL('../../../dist/apps/api/src/events/main.js', import.meta.url));
const running = new Set<ChildProcess>();

export interface EventsOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

export interface EventsResult {
  readonly code: number | NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The built program that exports and imports, as a process of its own. */
export class EventsProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #closed: Promise<unknown>;
  readonly #stdout: Buffer[] = [];
  #stderr = '';

  /** @param database `DATABASE_URL`; not set where it is empty */
  constructor(database: string, args: readonly string[], { environment = {}, folder }: EventsOptions = {}) {
    const { PATH = '' } = process.env;
    this.#child = spawn(process.execPath, ['--enable-source-maps', EVENTS, ...args], {
      env: { PATH, ...(database && { DATABASE_URL: database }), ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(folder !== undefined && { cwd: folder }),
    });
    running.add(this.#child);
    this.#child.stderr?.on('data', (text) => {
      this.#stderr += text;
    });
    // It may end before it has read everything.
    this.#child.stdin?.on('error', () => {});
    this.#exited = once(this.#child, 'exit');
    this.#closed = once(this.#child, 'close').finally(() => running.delete(this.#child));
  }

  /** From start to end, with nothing or the given text on its standard input. */
  static async run(
    database: string,
    args: readonly string[],
    options: EventsOptions & { readonly input?: string | Buffer } = {},
  ): Promise<EventsResult> {
    const child = new EventsProcess(database, args, options);
    child.end(options.input ?? '');
    return child.ended();
  }

  /** Onto its standard input, which stays open. */
  send(input: string | Buffer): void {
    this.#child.stdin?.write(input);
  }

  end(input: string | Buffer = ''): void {
    this.#child.stdin?.end(input);
  }

  /** Waits for its first output, and reads no more than fits into a buffer: then it has to wait too. */
  async writes(): Promise<void> {
    if (this.#child.stdout) await once(this.#child.stdout, 'readable');
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Fails where it ended instead. */
  async reaches(condition: () => Promise<boolean>, what: string): Promise<void> {
    const isOver = () => this.#child.exitCode !== null || this.#child.signalCode !== null;
    await until(async () => isOver() || (await condition()), what, 60_000);
    if (isOver()) throw new Error(`it ended before ${what}: ${this.#stderr}`);
  }

  /** Waits for its end without reading what it wrote. */
  async exits(): Promise<void> {
    await this.#exited;
  }

  async ended(): Promise<EventsResult> {
    this.#child.stdout?.on('data', (bytes: Buffer) => this.#stdout.push(bytes));
    await this.#closed;
    const code = this.#child.exitCode ?? this.#child.signalCode;
    return { code, stdout: Buffer.concat(this.#stdout), stderr: this.#stderr };
  }
}

/** For `afterAll`: also a failed test leaves no process behind. */
export function killEventsProcesses(): void {
  for (const child of running) child.kill('SIGKILL');
}
