import { Child } from '../child.js';
import type { Report } from './traces.js';

/** Where traced programs send their spans: another process, as a Collector is. */
export class Sink {
  readonly url: string;
  readonly #child: Child;

  private constructor(child: Child, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(): Promise<Sink> {
    const child = new Child(new URL('./program.js', import.meta.url));
    return new Sink(child, await child.told<string>());
  }

  /** How many spans have arrived since the last report. */
  spans(): Promise<number> {
    return this.#child.ask('spans');
  }

  /** What has arrived since the last report. */
  report(): Promise<Report> {
    return this.#child.ask('report');
  }

  async stop(): Promise<void> {
    await this.#child.end();
  }
}
