import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endWithBench } from './resources.js';

export interface ChildOptions {
  readonly args?: readonly string[];
  /** All that it sees of the environment, beside PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Loaded before the program. */
  readonly preload?: URL;
}

/** A program as a process of its own that answers questions. */
export class Child {
  readonly lines: string[] = [];
  readonly #program: string;
  readonly #process: ChildProcess;
  readonly #closed: Promise<unknown>;
  #wake = () => {};

  constructor(program: URL, { args = [], environment = {}, folder, preload }: ChildOptions = {}) {
    this.#program = fileURLToPath(program);
    this.#process = fork(this.#program, args, {
      execArgv: ['--enable-source-maps', ...(preload ? ['--import', preload.href] : [])],
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      ...(folder !== undefined && { cwd: folder }),
    });
    endWithBench(this.#process);
    this.#closed = once(this.#process, 'close').then(() => this.#wake());
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#heard(line));
    }
  }

  /** The first group of the first line of output that matches. */
  async said(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.lines.map((line) => pattern.exec(line)?.[1]).find((match) => match !== undefined);
      if (found !== undefined) return found;
      this.#failIfEnded();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** One question at a time; what the answer looks like is between the two. */
  async ask<Answer>(question: string): Promise<Answer> {
    this.#process.send(question);
    return this.told();
  }

  async told<Answer>(): Promise<Answer> {
    const ended = new AbortController();
    void this.#closed.then(() => ended.abort());
    try {
      const [answer] = await once(this.#process, 'message', { signal: ended.signal });
      return answer as Answer;
    } catch {
      throw this.#endedEarly();
    }
  }

  /** @returns its exit code, or the signal that ended it */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals | null> {
    this.#process.kill(signal);
    await this.#closed;
    return this.#process.exitCode ?? this.#process.signalCode;
  }

  #heard(line: string): void {
    // Of each request there is one.
    if (line.includes('"duration_ms"')) return;
    this.lines.push(line);
    this.#wake();
  }

  #failIfEnded(): void {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) throw this.#endedEarly();
  }

  #endedEarly(): Error {
    return new Error(`${this.#program} ended early: ${this.lines.join('\n')}`);
  }
}
