import {
  type Appended,
  type Commit,
  EventStore,
  type LogFilter,
  type Page,
  type Slice,
  type StoredCommit,
  type VersionRange,
} from '#libs/event-sourcing';

/** Appends in one store and reads in another one of the same file, as two processes do that share nothing else. */
export class HereAndThere extends EventStore {
  readonly #here: EventStore;
  readonly #there: EventStore;

  constructor(here: EventStore, there: EventStore) {
    super();
    this.#here = here;
    this.#there = there;
  }

  append(commit: Commit): Promise<Appended> {
    return this.#here.append(commit);
  }

  restore(commits: readonly StoredCommit[]): Promise<void> {
    return this.#here.restore(commits);
  }

  readStream(streamId: string, range?: VersionRange): Promise<Slice> {
    return this.#there.readStream(streamId, range);
  }

  readAll(after: number, limit: number, filter?: LogFilter): Promise<Page> {
    return this.#there.readAll(after, limit, filter);
  }

  readCommit(commitId: string): Promise<StoredCommit | undefined> {
    return this.#there.readCommit(commitId);
  }

  head(): Promise<number> {
    return this.#there.head();
  }

  onAppended(wake: (position: number) => void): () => void {
    return this.#there.onAppended(wake);
  }
}
