import { VersionConflict } from '#libs/event-sourcing';
import type { PartDocument, PreparedCommit } from './commit-document.js';
import type { CommitLog } from './commit-log.js';

/** In each of two generations. */
const MOST_STREAMS = 5_000;
/** Fewer than the connections of a pool: a commit of many streams must not keep all others waiting. */
const ASKED_AT_ONCE = 16;

/**
 * Where streams end. The unique index holds the first version of each part only, and so refuses neither a writer in the
 * middle of a commit nor one beyond the end: an append may go out only where its expected versions once were heads, by a
 * majority read or an own acknowledgement. From there on the index lets one of several through.
 */
export class StreamHeads {
  readonly #log: CommitLog;
  /** The streams used last, so that load, decide, append costs one read. */
  #known = new Map<string, number>();
  /** Those used before. */
  #older = new Map<string, number>();

  constructor(log: CommitLog) {
    this.#log = log;
  }

  add(streamId: string, version: number): void {
    this.#known.set(streamId, Math.max(this.lastKnown(streamId), version));
    if (this.#known.size < MOST_STREAMS) return;
    // All at once: a map that loses its first entry each time has to look for the next one behind thousands of gaps.
    this.#older = this.#known;
    this.#known = new Map();
  }

  addAll({ parts }: Pick<PreparedCommit, 'parts'>): void {
    for (const { streamId, firstVersion, events } of parts) this.add(streamId, firstVersion + events.length - 1);
  }

  /** 0 where nothing is known. */
  lastKnown(streamId: string): number {
    return this.#known.get(streamId) ?? this.#older.get(streamId) ?? 0;
  }

  /** Whether each part begins where its stream once ended, as far as is known without asking. */
  holds({ parts }: PreparedCommit): boolean {
    return parts.every(
      ({ streamId, firstVersion }) => firstVersion === 1 || this.lastKnown(streamId) === firstVersion - 1,
    );
  }

  /** The first part that does not begin where its stream ends now. */
  async conflictOf({ parts }: PreparedCommit): Promise<VersionConflict | undefined> {
    for (let asked = 0; asked < parts.length; asked += ASKED_AT_ONCE) {
      const conflicts = parts.slice(asked, asked + ASKED_AT_ONCE).map((part) => this.#conflictOfPart(part));
      const conflict = (await Promise.all(conflicts)).find((each) => each !== undefined);
      if (conflict) return conflict;
    }
    return undefined;
  }

  async #conflictOfPart({ streamId, firstVersion }: PartDocument): Promise<VersionConflict | undefined> {
    const version = firstVersion - 1;
    const actual = await this.#log.headOfStream(streamId, version);
    if (actual > 0) this.add(streamId, actual);
    return actual === version ? undefined : new VersionConflict(streamId, version, actual);
  }
}
