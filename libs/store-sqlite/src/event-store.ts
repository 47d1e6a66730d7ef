import {
  type Appended,
  AppendNotices,
  type Commit,
  discontinuity,
  EventStore,
  type InvalidCommit,
  type LogFilter,
  LogSearch,
  MAX_COMMIT_BYTES,
  type Page,
  RecentEvents,
  type RecordedEvent,
  type Slice,
  type StoredCommit,
  VersionConflict,
  type VersionRange,
} from '#libs/event-sourcing';
import { appendFailure } from './failures.js';
import { keysOf, searchLog } from './log-search.js';
import { toOperation, toRestore, toStoredCommit } from './prepared-commit.js';
import { type Connections, writeCall } from './connections.js';
import { COMMIT_COLUMNS, type CommitRow, EVENT_COLUMNS, type EventRow, mergeEvents, toCommitHead } from './rows.js';
import type { Reader } from './reader.js';
import type { AppendOperation, Outcome } from './writer-protocol.js';

const COMMIT_OF_ID = `SELECT ${COMMIT_COLUMNS} FROM commits WHERE commit_id = ?`;
const COMMITS_BETWEEN = `SELECT ${COMMIT_COLUMNS} FROM commits WHERE first_position BETWEEN ? AND ? ORDER BY first_position`;
const PAGE_AFTER = `SELECT ${EVENT_COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?`;
const EVENTS_OF_COMMIT = `SELECT ${EVENT_COLUMNS} FROM events WHERE position >= ?1
  AND position < coalesce((SELECT min(first_position) FROM commits WHERE first_position > ?1), 1e18) ORDER BY position`;
const STREAM_RANGE = 'stream_id = ? AND version > ? AND version <= ?';
const EVENTS_OF_STREAM = `SELECT ${EVENT_COLUMNS} FROM events WHERE ${STREAM_RANGE} ORDER BY version`;
const COMMITS_OF_STREAM = `SELECT ${COMMIT_COLUMNS} FROM commits
  WHERE first_position IN (SELECT first_position FROM events WHERE ${STREAM_RANGE}) ORDER BY first_position`;
const HEAD = 'SELECT max(position) FROM events';

const POLL_MS = 50;

export class SqliteEventStore extends EventStore {
  readonly #connections: Connections;
  readonly #recent = new RecentEvents();
  readonly #notices: AppendNotices;
  #closed = false;

  constructor(connections: Connections) {
    super();
    this.#connections = connections;
    const { reader, observe } = connections;
    let seenVersion = 0;
    const look = () => {
      const dataVersion = reader.get<[number]>('PRAGMA data_version')?.[0] ?? 0;
      if (dataVersion === seenVersion) return undefined;
      const head = headOf(reader);
      seenVersion = dataVersion;
      return head;
    };
    this.#notices = new AppendNotices({ everyMs: POLL_MS, look, observe });
  }

  async append(commit: Commit): Promise<Appended> {
    const { writer, observe } = this.#connections;
    const count = commit.streams.reduce((sum, { events }) => sum + events.length, 0);
    const operation = observe('serialize', { count }, () => toOperation(commit));
    const call = writeCall(this.#connections, 'insert', 'commits', count);
    const accept = (outcome: Outcome) => this.#accept(operation, outcome);
    const result = await observe('write', call, () => writer.send(operation, call, accept));
    // The database did its work: a conflict is an answer, not its failure.
    if (result instanceof VersionConflict) throw result;
    if (!result.duplicate) {
      const position = result.commit.firstPosition + count - 1;
      observe('notify', { position }, () => this.#notices.tell(position));
    }
    return result;
  }

  async readStream(streamId: string, { after = 0, upTo = Number.MAX_SAFE_INTEGER }: VersionRange = {}): Promise<Slice> {
    const { reader } = this.#connections;
    const events = reader.read({ operation: 'find', collection: 'events', keys: ['stream_id', 'version'] }, () => {
      const rows = reader.all<EventRow>(EVENTS_OF_STREAM, streamId, after, upTo);
      if (rows.length === 0) return [];
      return mergeEvents(rows, reader.all<CommitRow>(COMMITS_OF_STREAM, streamId, after, upTo));
    });
    return { events, version: events.at(-1)?.version ?? after };
  }

  async readAll(after: number, limit: number, filter?: LogFilter): Promise<Page> {
    if (filter) return this.#search(after, limit, filter);
    const recent = this.#closed ? undefined : this.#recent.pageAfter(after, limit);
    const events = recent ?? this.#readPage(after, limit);
    return { events, position: events.at(-1)?.position ?? after };
  }

  async readCommit(commitId: string): Promise<StoredCommit | undefined> {
    return this.#commitOf(commitId);
  }

  async head(): Promise<number> {
    const { reader } = this.#connections;
    return reader.read({ operation: 'find', collection: 'events', keys: [] }, () => headOf(reader));
  }

  async restore(commits: readonly StoredCommit[]): Promise<void> {
    const last = commits.at(-1);
    if (!last) return;
    const { writer, observe } = this.#connections;
    const count = commits.reduce((sum, { events }) => sum + events.length, 0);
    const operation = observe('serialize', { count }, () => toRestore(commits));
    const call = writeCall(this.#connections, 'insert', 'commits', count);
    const refused = await observe('write', call, () => writer.send(operation, call, refusalOf));
    if (refused) throw refused;
    const position = last.firstPosition + last.events.length - 1;
    observe('notify', { position }, () => this.#notices.tell(position));
  }

  onAppended(wake: (position: number) => void): () => void {
    return this.#notices.listen(wake);
  }

  close(): void {
    this.#closed = true;
    this.#notices.stop();
  }

  /** Runs in the acknowledgement: whoever is woken by it finds the events already here. */
  #accept(operation: AppendOperation, outcome: Outcome): Appended | VersionConflict {
    if (outcome.kind === 'stored') {
      const commit = toStoredCommit(operation, outcome.firstPosition, outcome.recordedAt);
      this.#recent.push(
        commit.events,
        operation.streams.flatMap(({ data }) => data.map(sizeOf)),
      );
      return { duplicate: false, commit };
    }
    if (outcome.kind === 'duplicate') {
      const commit = this.#commitOf(operation.commitId);
      if (commit) return { duplicate: true, commit };
    }
    if (outcome.kind === 'conflict') return conflictOf(operation, outcome);
    throw appendFailure(outcome.kind === 'failed' ? outcome.code : 0);
  }

  #commitOf(commitId: string): StoredCommit | undefined {
    const { reader } = this.#connections;
    return reader.read({ operation: 'find', collection: 'commits', keys: ['commit_id'] }, () => {
      const row = reader.get<CommitRow>(COMMIT_OF_ID, commitId);
      if (!row) return undefined;
      const events = mergeEvents(reader.all<EventRow>(EVENTS_OF_COMMIT, row[0]), [row]);
      return { ...toCommitHead(row), events };
    });
  }

  #search(after: number, limit: number, filter: LogFilter): Page {
    const { reader } = this.#connections;
    return reader.read({ operation: 'find', collection: 'events', keys: keysOf(filter) }, () =>
      searchLog(reader, new LogSearch(after, limit, filter, headOf(reader))),
    );
  }

  #readPage(after: number, limit: number): RecordedEvent[] {
    const { reader } = this.#connections;
    return reader.read({ operation: 'find', collection: 'events', keys: ['position'] }, () => {
      let bytes = 0;
      const fits = ([position, , , , , data]: EventRow) => {
        bytes += sizeOf(data);
        return bytes <= MAX_COMMIT_BYTES || position === after + 1;
      };
      const rows = reader.takeWhile<EventRow>(fits, PAGE_AFTER, after, limit);
      const [first, last] = [rows[0], rows.at(-1)];
      if (!first || !last) return [];
      return mergeEvents(rows, reader.all<CommitRow>(COMMITS_BETWEEN, first[1], last[1]));
    });
  }
}

function headOf(reader: Reader): number {
  return reader.get<[number | null]>(HEAD)?.[0] ?? 0;
}

function sizeOf(data: string): number {
  return Buffer.byteLength(data);
}

/** Undefined: restored. */
function refusalOf(outcome: Outcome): InvalidCommit | undefined {
  if (outcome.kind === 'done') return undefined;
  if (outcome.kind === 'discontinuous') return discontinuity(outcome.what);
  throw appendFailure(outcome.kind === 'failed' ? outcome.code : 0);
}

function conflictOf(
  { streams }: AppendOperation,
  { streamId, actualVersion }: Extract<Outcome, { kind: 'conflict' }>,
): VersionConflict {
  const expected = streams.find((stream) => stream.streamId === streamId)?.expectedVersion ?? 0;
  return new VersionConflict(streamId, expected, actualVersion);
}
