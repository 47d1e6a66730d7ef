import {
  type Appended,
  AppendNotices,
  type Commit,
  type DatabaseCall,
  EventSourcingError,
  EventStore,
  type LogFilter,
  LogSearch,
  MAX_COMMIT_BYTES,
  type Page,
  RecentEvents,
  type RecordedEvent,
  type Slice,
  type StoredCommit,
  StoreUnavailable,
  VersionConflict,
  type VersionRange,
} from '#libs/event-sourcing';
import { type CommitDocument, eventsOf, prepare, type PreparedCommit, toStoredCommit } from './commit-document.js';
import { CommitLog } from './commit-log.js';
import { ANSWER_MS, type Connections } from './connection.js';
import { storeFailure } from './failures.js';
import { GroupCommit } from './group-commit.js';
import { inTime } from './in-time.js';
import { PendingAppend } from './pending-append.js';
import { prepareRestored, restore } from './restore.js';
import { StreamHeads } from './stream-heads.js';

/** At most 250 ms until others' appends are seen, also on a late timer. */
const POLL_MS = 200;

export class MongoEventStore extends EventStore {
  readonly #connections: Connections;
  readonly #log: CommitLog;
  readonly #heads: StreamHeads;
  readonly #groupCommit: GroupCommit;
  readonly #recent = new RecentEvents();
  readonly #notices: AppendNotices;
  #closed = false;

  constructor(connections: Connections) {
    super();
    const { connection, namespace, observe } = connections;
    this.#connections = connections;
    this.#log = new CommitLog(connection, namespace);
    this.#heads = new StreamHeads(this.#log);
    const acknowledged = (document: CommitDocument, commit: StoredCommit) => this.#acknowledged(document, commit);
    this.#groupCommit = new GroupCommit({ log: this.#log, heads: this.#heads, observe, acknowledged });
    this.#notices = new AppendNotices({ everyMs: POLL_MS, look: () => this.head(), observe });
  }

  async append(commit: Commit): Promise<Appended> {
    const began = performance.now();
    const { observe } = this.#connections;
    const count = commit.streams.reduce((sum, { events }) => sum + events.length, 0);
    const prepared = observe('serialize', { count }, () => prepare(commit));
    const already = await this.#asking(() => this.#settledAlready(prepared));
    if (already) return already;
    const call = this.#insertOf(count);
    const appended = await observe('write', call, () => this.#send(prepared, call, began));
    if (appended instanceof VersionConflict) throw appended;
    const position = appended.commit.firstPosition + count - 1;
    if (!appended.duplicate) observe('notify', { position }, () => this.#notices.tell(position));
    return appended;
  }

  async restore(commits: readonly StoredCommit[]): Promise<void> {
    const { observe } = this.#connections;
    const last = commits.at(-1);
    if (!last) return;
    const count = commits.reduce((sum, { events }) => sum + events.length, 0);
    const restored = observe('serialize', { count }, () => prepareRestored(commits));
    const work = () => this.#calling(() => restore(this.#log, this.#heads, restored));
    try {
      await observe('write', this.#insertOf(count), () => observe('background', {}, work));
    } finally {
      this.#groupCommit.forgetTail();
    }
    const position = last.firstPosition + last.events.length - 1;
    observe('notify', { position }, () => this.#notices.tell(position));
  }

  async readStream(streamId: string, { after = 0, upTo = Number.MAX_SAFE_INTEGER }: VersionRange = {}): Promise<Slice> {
    const documents = await this.#asking(() => this.#documentsOfStream(streamId, after, upTo));
    const all = documents.flatMap(eventsOf).filter((event) => event.streamId === streamId);
    const last = all.at(-1)?.version;
    if (last !== undefined) this.#heads.add(streamId, last);
    const events = all.filter(({ version }) => version > after && version <= upTo);
    return { events, version: events.at(-1)?.version ?? after };
  }

  async readAll(after: number, limit: number, filter?: LogFilter): Promise<Page> {
    if (filter) return this.#asking(() => this.#search(after, limit, filter));
    const recent = this.#closed ? undefined : this.#recent.pageAfter(after, limit);
    const events = recent ?? (await this.#asking(() => this.#readPage(after, limit)));
    return { events, position: events.at(-1)?.position ?? after };
  }

  async readCommit(commitId: string): Promise<StoredCommit | undefined> {
    const document = await this.#asking(() => this.#log.commitById(commitId));
    return document && toStoredCommit(document);
  }

  async head(): Promise<number> {
    return this.#asking(() => this.#head());
  }

  onAppended(wake: (position: number) => void): () => void {
    return this.#notices.listen(wake);
  }

  /** Resolves when every append sent before has its answer; later calls are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#notices.stop();
    await this.#groupCommit.drain();
  }

  #insertOf(batchSize: number): DatabaseCall {
    const { namespace } = this.#connections;
    return { system: 'mongodb', operation: 'insert', collection: 'commits', namespace, batchSize };
  }

  /** An append that does not rest on a head is no matter for the index: a repeated one, or a conflict. */
  async #settledAlready(prepared: PreparedCommit): Promise<Appended | undefined> {
    if (this.#heads.holds(prepared)) return undefined;
    const conflict = await this.#heads.conflictOf(prepared);
    if (!conflict) return undefined;
    const stored = await this.#log.commitById(prepared.commitId);
    if (!stored) throw conflict;
    return { duplicate: true, commit: toStoredCommit(stored) };
  }

  #send(prepared: PreparedCommit, call: DatabaseCall, began: number): Promise<Appended | VersionConflict> {
    const append = new PendingAppend(prepared, call, ANSWER_MS - (performance.now() - began));
    this.#groupCommit.send(append);
    return append.answer;
  }

  #acknowledged(document: CommitDocument, { events }: StoredCommit): void {
    this.#heads.addAll(document);
    this.#recent.push(events, sizesOf(document));
  }

  async #documentsOfStream(streamId: string, after: number, upTo: number): Promise<CommitDocument[]> {
    if (after === 0 && upTo === Number.MAX_SAFE_INTEGER) return this.#log.commitsOfStream(streamId);
    const documents = await this.#log.partsOfStream(streamId, after + 1, upTo);
    const first = documents[0]?.parts.find((part) => part.streamId === streamId)?.firstVersion;
    if (after === 0 || first === after + 1) return documents;
    return [...(await this.#log.partAround(streamId, after + 1)), ...documents];
  }

  async #head(): Promise<number> {
    const tail = await this.#log.tail();
    return tail ? tail._id + tail.count - 1 : 0;
  }

  async #search(after: number, limit: number, filter: LogFilter): Promise<Page> {
    const search = new LogSearch(after, limit, filter, await this.#head());
    if (search.isEmpty) return search.pageOf([]);
    const events: RecordedEvent[] = [];
    await this.#log.commitsFor(search, (document) => {
      const sizes = sizesOf(document);
      const sized = eventsOf(document).map((event, index) => ({ event, bytes: sizes[index] ?? 0 }));
      for (const { event, bytes } of filter.backwards ? sized.toReversed() : sized) {
        if (!search.wants(event)) continue;
        if (!search.hasRoomFor(bytes)) return false;
        events.push(event);
      }
      return true;
    });
    return search.pageOf(events);
  }

  async #readPage(after: number, limit: number): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    let bytes = 0;
    /** @returns whether there is room for more */
    const take = (document: CommitDocument): boolean => {
      const found = eventsOf(document);
      const sizes = sizesOf(document);
      for (const [index, event] of found.entries()) {
        if (event.position <= after) continue;
        bytes += sizes[index] ?? 0;
        if (events.length > 0 && bytes > MAX_COMMIT_BYTES) return false;
        events.push(event);
        if (events.length === limit) return false;
      }
      return true;
    };
    await this.#log.commitsAfter(after, limit, take);
    return events;
  }

  async #asking<Result>(work: () => Promise<Result>): Promise<Result> {
    return inTime(this.#calling(work));
  }

  async #calling<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new StoreUnavailable('the store is closed');
    try {
      return await work();
    } catch (error) {
      throw error instanceof EventSourcingError ? error : storeFailure(error);
    }
  }
}

/** Bytes of each event's data as JSON. */
function sizesOf({ parts }: CommitDocument): number[] {
  return parts.flatMap(({ events }) => events.map(({ data }) => Buffer.byteLength(data)));
}
