import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Child } from '../child.js';
import type { Variant } from './variants.js';

const METER = new URL('./meter.js', import.meta.url);
const LOOK_MS = 100;
/** Of processor time between two looks: what polls cost. */
const QUIET_US = 10_000;
const MOST_LOOKS = 300;

/** A measured server in a process and a folder of its own. */
export class Server {
  readonly url: string;
  readonly folder: string;
  readonly #child: Child;

  private constructor(child: Child, url: string, folder: string) {
    this.#child = child;
    this.url = url;
    this.folder = folder;
  }

  static async start({ program, environment }: Variant, parent: string): Promise<Server> {
    const folder = mkdtempSync(join(parent, 'server-'));
    const child = new Child(program, { environment, folder, preload: METER });
    return new Server(child, await child.said(/listening on (http:\/\/[^"\s]+)/), folder);
  }

  /** Processor time that it has used so far, in microseconds. */
  async cpuUs(): Promise<number> {
    const { user, system } = await this.#child.ask<NodeJS.CpuUsage>('cpu');
    return user + system;
  }

  /** Waits until everything is done that the requests left behind, exports above all. @returns its processor time then */
  async quiet(): Promise<number> {
    let before = await this.cpuUs();
    for (let look = 0; look < MOST_LOOKS; look++) {
      await pause(LOOK_MS);
      const now = await this.cpuUs();
      if (now - before < QUIET_US) return now;
      before = now;
    }
    throw new Error('the server does not come to rest');
  }

  /** What it had to complain about. */
  get complaints(): readonly string[] {
    return this.#child.lines.filter((line) => /"level":[456]0/.test(line));
  }

  stop(): Promise<number | NodeJS.Signals | null> {
    return this.#child.end('SIGTERM');
  }
}
