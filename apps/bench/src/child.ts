import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endWithBench, temporaryFolder } from './resources.js';

export interface ChildOptions {
  readonly args?: readonly string[];
  /** All that it sees of the environment, beside PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Loaded before the program. */
  readonly preload?: URL;
}

const LOOK_MS = 10;

/** A program as a process of its own that answers questions. */
export class Child {
  /** To read a line of each request from a pipe would take the time that is measured. */
  readonly #output = join(temporaryFolder(), 'output');
  readonly #program: string;
  readonly #process: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(program: URL, { args = [], environment = {}, folder, preload }: ChildOptions = {}) {
    this.#program = fileURLToPath(program);
    const output = openSync(this.#output, 'w');
    this.#process = fork(this.#program, args, {
      execArgv: ['--enable-source-maps', ...(preload ? ['--import', preload.href] : [])],
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', output, output, 'ipc'],
      ...(folder !== undefined && { cwd: folder }),
    });
    endWithBench(this.#process);
    closeSync(output);
    this.#closed = once(this.#process, 'close');
  }

  /** All that it wrote so far, without the lines of single requests. */
  get lines(): readonly string[] {
    const lines = readFileSync(this.#output, 'utf8').split('\n');
    return lines.filter((line) => line !== '' && !line.includes('"duration_ms"'));
  }

  /** The first group of the first line of output that matches. */
  async said(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.lines.map((line) => pattern.exec(line)?.[1]).find((match) => match !== undefined);
      if (found !== undefined) return found;
      this.#failIfEnded();
      await setTimeout(LOOK_MS);
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

  #failIfEnded(): void {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) throw this.#endedEarly();
  }

  #endedEarly(): Error {
    return new Error(`${this.#program} ended early: ${this.lines.join('\n')}`);
  }
}
