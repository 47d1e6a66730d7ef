import { VersionConflict } from '#libs/event-sourcing';
import type { PreparedCommit } from './commit-document.js';
import type { CommitLog } from './commit-log.js';

const MOST_STREAMS = 10_000;

/**
 * Where streams end. The unique index holds the first version of each part only, and so refuses neither a writer in the
 * middle of a commit nor one beyond the end: an append may go out only where its expected versions once were heads, by a
 * majority read or an own acknowledgement. From there on the index lets one of several through.
 */
export class StreamHeads {
  readonly #log: CommitLog;
  /** The streams used last, so that load, decide, append costs one read. */
  readonly #known = new Map<string, number>();

  constructor(log: CommitLog) {
    this.#log = log;
  }

  add(streamId: string, version: number): void {
    const known = this.#known.get(streamId) ?? 0;
    this.#known.delete(streamId);
    this.#known.set(streamId, Math.max(known, version));
    if (this.#known.size > MOST_STREAMS) this.#dropOldest();
  }

  addAll({ parts }: Pick<PreparedCommit, 'parts'>): void {
    for (const { streamId, firstVersion, events } of parts) this.add(streamId, firstVersion + events.length - 1);
  }

  /** Whether each part begins where its stream once ended, as far as is known without asking. */
  holds({ parts }: PreparedCommit): boolean {
    return parts.every(
      ({ streamId, firstVersion }) => firstVersion === 1 || this.#known.get(streamId) === firstVersion - 1,
    );
  }

  /** The first part that does not begin where its stream ends now. */
  async conflictOf({ parts }: PreparedCommit): Promise<VersionConflict | undefined> {
    const expected = parts.map(({ streamId, firstVersion }) => ({ streamId, version: firstVersion - 1 }));
    const heads = await Promise.all(expected.map(({ streamId, version }) => this.#log.headOfStream(streamId, version)));
    for (const [index, { streamId, version }] of expected.entries()) {
      const actual = heads[index] ?? 0;
      if (actual > 0) this.add(streamId, actual);
      if (actual !== version) return new VersionConflict(streamId, version, actual);
    }
    return undefined;
  }

  #dropOldest(): void {
    const oldest = this.#known.keys().next();
    if (!oldest.done) this.#known.delete(oldest.value);
  }
}
