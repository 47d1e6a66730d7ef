import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { until } from '#testing/event-sourcing';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const mainOf = (program: string) => `${ROOT}dist/apps/${program}/src/main.js`;
const MAIN = mainOf('api');
const START_MS = 60_000;
/** Pino's. */
const ERROR = 50;
const running = new Set<ChildProcess>();

export interface ApiProcessOptions {
  /** `npm`: by `npm start` in the clone. `node`: the built file alone. `terminal`: that file in a terminal. */
  readonly by?: 'npm' | 'node' | 'terminal';
  /** Of a process by `node`. Default: the API. */
  readonly program?: 'api' | 'notifications';
  /** Of a process by `node`. Default: the clone. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const COMMANDS = {
  npm: ['npm', 'start'],
  node: [process.execPath, '--enable-source-maps'],
  terminal: ['script', '--quiet', '--flush', '--return', '--command', `exec ${process.execPath} ${MAIN}`, '/dev/null'],
} as const;

/** The built API, or another program of ours, as a process of its own, in a process group of its own. */
export class ApiProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #output = '';

  constructor({ by = 'node', program = 'api', folder = ROOT, environment = {} }: ApiProcessOptions = {}) {
    const { PATH = '', HOME = '' } = process.env;
    const [command = '', ...args] = by === 'node' ? [...COMMANDS.node, mainOf(program)] : COMMANDS[by];
    this.#child = spawn(command, args, {
      cwd: by === 'npm' ? ROOT : folder,
      env: { PATH, HOME, ...environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this.#child);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (text) => {
        this.#output += text;
      });
    }
    this.#closed = once(this.#child, 'close').finally(() => running.delete(this.#child));
  }

  /** Waits until it listens. */
  static async start(options: ApiProcessOptions = {}): Promise<ApiProcess> {
    const api = new ApiProcess(options);
    await api.printed('listening on ');
    return api;
  }

  /** Everything that it wrote. */
  get output(): string {
    return this.#output;
  }

  /** What it logged as an error, or worse. */
  get failures(): string[] {
    const lines = this.#output.split('\n').filter((line) => line.startsWith('{'));
    const entries = lines.map((line) => JSON.parse(line) as { readonly level: number; readonly msg: string });
    return entries.filter(({ level }) => level >= ERROR).map(({ msg }) => msg);
  }

  get url(): string {
    return /listening on (http:\/\/[^"'\s]+)/.exec(this.#output)?.[1] ?? '';
  }

  async printed(text: string): Promise<void> {
    const ended = () => this.#child.exitCode !== null || this.#child.signalCode !== null;
    await until(() => this.#output.includes(text) || ended(), `"${text}" in the output of the API`, START_MS);
    if (!this.#output.includes(text)) throw new Error(`the API ended early: ${this.#output}`);
  }

  /** Waits until its publisher runs: one that never ran before begins where the log ends then. */
  async publishes(): Promise<void> {
    await until(async () => {
      const { details } = (await (await fetch(`${this.url}/ready`)).json()) as {
        readonly details: Readonly<Record<string, { readonly running: boolean }>>;
      };
      return details['notify_external_service']?.running === true;
    }, 'the publisher to run');
  }

  /** To the process that was started, as a supervisor does. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** To the API inside its terminal, which then has everything that was written before. */
  signalInTerminal(name: NodeJS.Signals): void {
    const { pid = 0 } = this.#child;
    process.kill(Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')), name);
  }

  /** To the whole group, as a terminal does. */
  signalGroup(name: NodeJS.Signals): void {
    process.kill(-(this.#child.pid ?? 0), name);
  }

  /** Waits for its end; with code or signal. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    await this.#closed;
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  async stop(): Promise<number | NodeJS.Signals | null> {
    this.signal('SIGTERM');
    return this.ended();
  }
}

/** For `afterAll`: also a failed test leaves no process behind. */
export function killApiProcesses(): void {
  for (const child of running) process.kill(-(child.pid ?? 0), 'SIGKILL');
}
