import {
  type Appended,
  AppendNotices,
  type Commit,
  type Discontinuity,
  discontinuity,
  EventStore,
  type LogFilter,
  LogSearch,
  MAX_COMMIT_BYTES,
  type Page,
  type RecordedEvent,
  type Slice,
  type StoredCommit,
  VersionConflict,
  type VersionRange,
} from '#libs/event-sourcing';
import type { Memory } from './memory.js';
import { type PreparedCommit, prepare, prepareRestored, type RestoredCommits } from './stored-commit.js';

export class MemoryEventStore extends EventStore {
  readonly #memory: Memory;
  readonly #log: RecordedEvent[] = [];
  /** Bytes of each event's data as JSON, in the order of the log. */
  readonly #sizes: number[] = [];
  readonly #streams = new Map<string, RecordedEvent[]>();
  readonly #commits = new Map<string, StoredCommit>();
  readonly #notices = new AppendNotices();

  constructor(memory: Memory) {
    super();
    this.#memory = memory;
  }

  async append(commit: Commit): Promise<Appended> {
    const { observe } = this.#memory;
    const count = commit.streams.reduce((sum, { events }) => sum + events.length, 0);
    const prepared = observe('serialize', { count }, () => prepare(commit));
    const result = this.#memory.write('insert', 'commits', count, () => this.#store(commit, prepared));
    // The database did its work: a conflict is an answer, not its failure.
    if (result instanceof VersionConflict) throw result;
    if (!result.duplicate) {
      const position = result.commit.firstPosition + count - 1;
      observe('notify', { position }, () => this.#notices.tell(position));
    }
    return result;
  }

  async readStream(streamId: string, { after = 0, upTo }: VersionRange = {}): Promise<Slice> {
    const events = this.#memory.read('find', 'events', ['streamId', 'version'], () => {
      return this.#streams.get(streamId)?.slice(after, upTo) ?? [];
    });
    return { events, version: events.at(-1)?.version ?? after };
  }

  async readAll(after: number, limit: number, filter?: LogFilter): Promise<Page> {
    if (filter) return this.#search(after, limit, filter);
    const events = this.#memory.read('find', 'events', ['position'], () => {
      return this.#log.slice(after, this.#pageEnd(after, limit));
    });
    return { events, position: events.at(-1)?.position ?? after };
  }

  async readCommit(commitId: string): Promise<StoredCommit | undefined> {
    return this.#memory.read('find', 'commits', ['commitId'], () => this.#commits.get(commitId));
  }

  async head(): Promise<number> {
    return this.#memory.read('find', 'events', [], () => this.#log.length);
  }

  async restore(commits: readonly StoredCommit[]): Promise<void> {
    if (commits.length === 0) return;
    const { observe } = this.#memory;
    const count = commits.reduce((sum, { events }) => sum + events.length, 0);
    const restored = observe('serialize', { count }, () => prepareRestored(commits));
    const gap = this.#memory.write('insert', 'commits', count, () => this.#restore(restored));
    if (gap) throw discontinuity(gap);
    const position = this.#log.length;
    observe('notify', { position }, () => this.#notices.tell(position));
  }

  onAppended(wake: (position: number) => void): () => void {
    return this.#notices.listen(wake);
  }

  #store({ commitId, streams }: Commit, { at, sizes }: PreparedCommit): Appended | VersionConflict {
    const stored = this.#commits.get(commitId);
    if (stored) return { duplicate: true, commit: stored };
    for (const { streamId, expectedVersion } of streams) {
      const actualVersion = this.#streams.get(streamId)?.length ?? 0;
      if (actualVersion !== expectedVersion) return new VersionConflict(streamId, expectedVersion, actualVersion);
    }
    const commit = at(this.#log.length + 1, this.#now());
    this.#add(commit, sizes);
    return { duplicate: false, commit };
  }

  #restore({ commits, versions }: RestoredCommits): Discontinuity | undefined {
    const gap = this.#gapBefore(commits, versions);
    if (!gap) for (const { commit, sizes } of commits) this.#add(commit, sizes);
    return gap;
  }

  #gapBefore(commits: RestoredCommits['commits'], versions: RestoredCommits['versions']): Discontinuity | undefined {
    const [first] = commits;
    if (first && first.commit.firstPosition !== this.#log.length + 1) return 'position';
    if (first && first.commit.recordedAt < (this.#log.at(-1)?.recordedAt ?? '')) return 'time';
    if (commits.some(({ commit }) => this.#commits.has(commit.commitId))) return 'commit_id';
    for (const [streamId, version] of versions) {
      if ((this.#streams.get(streamId)?.length ?? 0) !== version) return 'version';
    }
    return undefined;
  }

  #add(commit: StoredCommit, sizes: readonly number[]): void {
    this.#commits.set(commit.commitId, commit);
    this.#sizes.push(...sizes);
    for (const event of commit.events) this.#extend(event);
  }

  #extend(event: RecordedEvent): void {
    this.#log.push(event);
    const stream = this.#streams.get(event.streamId);
    if (stream) stream.push(event);
    else this.#streams.set(event.streamId, [event]);
  }

  #now(): string {
    const last = this.#log.at(-1)?.recordedAt ?? '';
    const now = new Date().toISOString();
    return last > now ? last : now;
  }

  #search(after: number, limit: number, filter: LogFilter): Page {
    return this.#memory.read('find', 'events', keysOf(filter), () => {
      const search = new LogSearch(after, limit, filter, this.#log.length);
      const found = this.#candidates(search).filter((event) => search.wants(event));
      const wanted = filter.backwards ? found.toReversed() : found;
      const end = wanted.findIndex(({ position }) => !search.hasRoomFor(this.#sizes[position - 1] ?? 0));
      return search.pageOf(end < 0 ? wanted : wanted.slice(0, end));
    });
  }

  /** In the order of the log. */
  #candidates({ filter: { streams }, first, last }: LogSearch): RecordedEvent[] {
    if (!streams) return this.#log.slice(first - 1, Math.max(last, 0));
    const ofStreams = [...new Set(streams)].flatMap((streamId) => this.#streams.get(streamId) ?? []);
    return ofStreams.toSorted((one, other) => one.position - other.position);
  }

  /** At least one event, then as many as fit. */
  #pageEnd(after: number, limit: number): number {
    const most = Math.min(after + limit, this.#log.length);
    let end = after + 1;
    let bytes = this.#sizes[after] ?? 0;
    for (; end < most; end++) {
      bytes += this.#sizes[end] ?? 0;
      if (bytes > MAX_COMMIT_BYTES) break;
    }
    return end;
  }
}

function keysOf({ types, streams }: LogFilter): string[] {
  return [...(streams ? ['streamId'] : []), ...(types ? ['type'] : []), 'position'];
}
