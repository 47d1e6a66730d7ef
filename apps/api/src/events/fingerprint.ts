import { createHash } from 'node:crypto';
import type { StoredCommit } from '#libs/event-sourcing';
import { linesOf } from './event-line.js';

/** Tells two logs apart: their counts, and the hash that `sha256sum` gives of their lines in a file. */
export class Fingerprint {
  readonly #hash = createHash('sha256');
  #events = 0;
  #commits = 0;

  /** @returns its lines */
  add(commit: StoredCommit): string {
    const lines = linesOf(commit);
    this.#hash.update(lines);
    this.#events += commit.events.length;
    this.#commits += 1;
    return lines;
  }

  get events(): number {
    return this.#events;
  }

  toString(): string {
    const [events, commits] = [this.#events, this.#commits].map((count) => count.toLocaleString('en'));
    return `${events} events in ${commits} commits, sha256 ${this.#hash.copy().digest('hex')}`;
  }
}
