import { closeSync, fstatSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, write } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { fileFailure, MigrationFailed } from './failures.js';

const writeSome = promisify(write);

/** Where an export goes. */
export interface Output {
  /** Resolves when there is room for more. */
  write(text: string): Promise<void>;
  /** All is written: make it last. */
  finish(): Promise<void>;
  /** It failed: leave nothing half-written. */
  discard(): void;
}

/** @param file stdout without one, or with `-` */
export function openOutput(file: string | undefined, signal: AbortSignal): Output {
  if (file !== undefined && file !== '-') return openFile(file);
  return fstatSync(1).isFile() ? new FileOutput(1, 'the output') : new PipeOutput(signal);
}

/** A file is written beside its place and moved there when it is whole; what is no file is written to as it is. */
function openFile(file: string): Output {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found && !found.isFile()) return new FileOutput(openSync(file, 'w'), file);
    const place = found ? realpathSync(file) : file;
    const beside = `${place}.${process.pid}.part`;
    return new FileOutput(openSync(beside, 'wx', 0o600), file, { beside, place });
  } catch (error) {
    throw fileFailure(`cannot write ${file}`, error);
  }
}

/** Not by the stream of the standard output, which loses the rest of what a full disk takes only in part. */
class FileOutput implements Output {
  readonly #fd: number;
  readonly #name: string;
  readonly #move: { readonly beside: string; readonly place: string } | undefined;

  constructor(fd: number, name: string, move?: { readonly beside: string; readonly place: string }) {
    this.#fd = fd;
    this.#name = name;
    this.#move = move;
  }

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    try {
      for (let written = 0; written < bytes.length; ) {
        written += (await writeSome(this.#fd, bytes, written, bytes.length - written, null)).bytesWritten;
      }
    } catch (error) {
      throw fileFailure(`cannot write ${this.#name}`, error);
    }
  }

  async finish(): Promise<void> {
    if (!this.#move) return;
    try {
      fsyncSync(this.#fd);
      closeSync(this.#fd);
      renameSync(this.#move.beside, this.#move.place);
      const folder = openSync(dirname(this.#move.place), 'r');
      fsyncSync(folder);
      closeSync(folder);
    } catch (error) {
      throw fileFailure(`cannot write ${this.#name}`, error);
    }
  }

  discard(): void {
    if (this.#move) rmSync(this.#move.beside, { force: true });
  }
}

/** Each write waits until it is out of this process, so that nothing is left to do at the end. */
class PipeOutput implements Output {
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    // Without a listener it would end the process: the write tells of it.
    process.stdout.on('error', () => {});
  }

  async write(text: string): Promise<void> {
    try {
      await this.#write(text);
    } catch (error) {
      throw fileFailure('cannot write the output', error);
    }
  }

  async finish(): Promise<void> {}

  discard(): void {}

  #write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => reject(this.#signal.reason);
      this.#signal.addEventListener('abort', abort);
      process.stdout.write(text, (error) => {
        this.#signal.removeEventListener('abort', abort);
        if (error) reject(error);
        else resolve();
      });
    });
  }
}

/** What npm says first would stand in the data. */
export function refuseBanner({ npm_lifecycle_event: script, npm_config_loglevel: level }: NodeJS.ProcessEnv): void {
  if (script === undefined || level === 'silent' || process.stdout.isTTY) return;
  throw new MigrationFailed('npm writes its own lines to the output: name a file, or use `npm run --silent events`');
}
