import { CommitTooLarge, type EventStore, InvalidCommit, type StoredCommit } from '#libs/event-sourcing';
import type { IncomingCommit } from './commit-builder.js';
import { linesOf } from './event-line.js';
import { BrokenLine, MigrationFailed } from './failures.js';
import { Fingerprint } from './fingerprint.js';
import { readCommits } from './read-commits.js';

const BATCH_EVENTS = 1_000;
const BATCH_BYTES = 4 * 1024 * 1024;

/** The log that an import fills: what it already has must be what the input begins with. */
export class Target {
  readonly #events: EventStore;
  readonly #head: number;
  readonly #present: AsyncGenerator<StoredCommit>;
  #batch: IncomingCommit[] = [];
  #batched = { events: 0, bytes: 0 };
  #position = 0;
  #stored: number;

  private constructor(events: EventStore, head: number) {
    this.#events = events;
    this.#head = head;
    this.#present = singly(readCommits(events, head));
    this.#stored = head;
  }

  static async open(events: EventStore): Promise<Target> {
    return new Target(events, await events.head());
  }

  /** Position of the last event that is stored for certain. */
  get stored(): number {
    return this.#stored;
  }

  /** Compares a commit that should be there, and stores any other one, together with those that follow. */
  async take(incoming: IncomingCommit, lines: string): Promise<void> {
    const { commit, bytes } = incoming;
    this.#position = lastPositionOf(commit);
    if (commit.firstPosition <= this.#head) return this.#compare(incoming, lines);
    this.#batch.push(incoming);
    this.#batched.events += commit.events.length;
    this.#batched.bytes += bytes;
    if (this.#batched.events >= BATCH_EVENTS || this.#batched.bytes >= BATCH_BYTES) await this.flush();
  }

  /** Stores what was taken up to now. */
  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#batched = { events: 0, bytes: 0 };
    if (batch.length > 0) await this.#restore(batch);
  }

  /** All commits were taken. */
  end(): void {
    if (this.#position >= this.#head) return;
    throw new MigrationFailed(
      `the input ends at position ${this.#position}, but the log in the database goes on to ${this.#head}: nothing was written`,
    );
  }

  /** Reads back what was taken. */
  async readBack(onRead: (events: number) => void): Promise<Fingerprint> {
    const found = new Fingerprint();
    for await (const commits of readCommits(this.#events, this.#position)) {
      for (const commit of commits) found.add(commit);
      onRead(found.events);
    }
    return found;
  }

  async #compare({ commit, line }: IncomingCommit, lines: string): Promise<void> {
    const present = await this.#present.next();
    if (!present.done && linesOf(present.value) === lines) return;
    throw new MigrationFailed(
      `the database holds another log: it differs from the input at position ${commit.firstPosition}, line ${line}. ` +
        'Nothing was written: import into an empty database',
    );
  }

  async #restore(batch: readonly IncomingCommit[]): Promise<void> {
    try {
      await this.#events.restore(batch.map(({ commit }) => commit));
      this.#stored = Math.max(this.#stored, ...batch.map(({ commit }) => lastPositionOf(commit)));
    } catch (error) {
      const [first] = batch;
      if (!first || !(error instanceof InvalidCommit || error instanceof CommitTooLarge)) throw error;
      if ((await this.#events.head()) >= first.commit.firstPosition) {
        throw new MigrationFailed('another program writes to the log in the database: stop it, and empty the database');
      }
      if (batch.length === 1) throw new BrokenLine(first.line, error.message);
      // One of them is wrong: the others before it can be stored.
      for (const incoming of batch) await this.#restore([incoming]);
    }
  }
}

async function* singly(pages: AsyncIterable<readonly StoredCommit[]>): AsyncGenerator<StoredCommit> {
  for await (const page of pages) yield* page;
}

function lastPositionOf({ firstPosition, events }: StoredCommit): number {
  return firstPosition + events.length - 1;
}
