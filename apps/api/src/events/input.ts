import { fstatSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { fileFailure, MigrationFailed } from './failures.js';

/** What an import reads. */
export class Input {
  readonly #name: string;
  readonly #stream: Readable;
  readonly #size: number;
  readonly #signal: AbortSignal;
  #read = 0;

  private constructor(name: string, stream: Readable, size: number, signal: AbortSignal) {
    this.#name = name;
    this.#stream = addAbortSignal(signal, stream);
    this.#size = size;
    this.#signal = signal;
  }

  /** @param file stdin without one, or with `-` */
  static async open(file: string | undefined, signal: AbortSignal): Promise<Input> {
    if (file === undefined || file === '-') {
      if (process.stdin.isTTY) throw new MigrationFailed('there is nothing to read: name a file, or pipe one in');
      return new Input('the input', process.stdin, fstatSync(0).size, signal);
    }
    try {
      const handle = await open(file);
      return new Input(file, handle.createReadStream(), (await handle.stat()).size, signal);
    } catch (error) {
      throw fileFailure(`cannot read ${file}`, error);
    }
  }

  /** @throws {Interrupted} */
  async *chunks(): AsyncGenerator<Buffer> {
    const stream: AsyncIterable<Buffer> = this.#stream;
    try {
      for await (const chunk of stream) {
        this.#read += chunk.length;
        yield chunk;
      }
    } catch (error) {
      this.#signal.throwIfAborted();
      throw fileFailure(`cannot read ${this.#name}`, error);
    }
  }

  /** Read so far, from 0 to 1; undefined for a pipe. */
  get part(): number | undefined {
    return this.#size > 0 ? Math.min(1, this.#read / this.#size) : undefined;
  }
}
