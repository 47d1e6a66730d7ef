// Runs in a worker thread, from source as well as built: imports of `node:` and of types, erasable syntax.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Discontinuity } from '#libs/event-sourcing';
import type {
  AppendOperation,
  DefineOperation,
  Durability,
  GuardedOperation,
  Operation,
  Outcome,
  Outcomes,
  RestoreOperation,
  StreamRows,
  WriterData,
  WriterMessage,
} from './writer-protocol.js';

/** Bounds one transaction, so that neighbours and other processes get their turn. */
const BATCH_OPERATIONS = 512;
const BATCH_CHARACTERS = 4 * 1024 * 1024;
const OPEN_BUSY_MS = 10_000;
/** SQLite's own wait grows to 100 ms a look, which starves a process beside a busy one: look often instead. */
const BEGIN_BUSY_MS = 3;

const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;
const SQLITE_SCHEMA = 17;

/** SQLite's primary result code; 0 for anything else. */
function codeOf(error: unknown): number {
  const isDriverError = typeof error === 'object' && error !== null && 'errcode' in error;
  return isDriverError ? Number(error.errcode) & 0xff : 0;
}

export class Writer {
  readonly #db: DatabaseSync;
  readonly #busyMs: number;
  readonly #statements = new Map<string, StatementSync>();
  #head = 0;
  /** Of the last commit; '' without any. */
  #lastAt = '';
  /** Of the next one. */
  #recordedAt = '';

  constructor({ path, schema, maxPages, busyMs }: WriterData) {
    this.#db = new DatabaseSync(path, { timeout: OPEN_BUSY_MS });
    this.#busyMs = busyMs;
    this.#untilFree(OPEN_BUSY_MS, () => this.#prepareConnection(maxPages));
    this.#bringUpToDate(schema);
    this.#db.exec(`PRAGMA busy_timeout = ${BEGIN_BUSY_MS}`);
  }

  execute(batch: readonly Operation[]): readonly Outcome[] {
    let committing = false;
    try {
      this.#begin();
      const outcomes = batch.map((operation) => this.#perform(operation));
      committing = true;
      this.#run('COMMIT');
      return outcomes;
    } catch (error) {
      if (this.#db.isTransaction) this.#run('ROLLBACK');
      const unclear = committing && codeOf(error) !== SQLITE_FULL;
      const code = unclear ? 0 : codeOf(error);
      if (batch.length === 1 || unclear || code === SQLITE_BUSY) return batch.map(() => ({ kind: 'failed', code }));
      return batch.flatMap((operation) => this.execute([operation]));
    }
  }

  close(): void {
    this.#db.close();
  }

  #prepareConnection(maxPages: number | undefined): void {
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    if (maxPages !== undefined) this.#db.exec(`PRAGMA max_page_count = ${maxPages}`);
  }

  /** As SQLite gives it back, which is not always what was set. */
  get durability(): Durability {
    const journalMode = this.#db.prepare('PRAGMA journal_mode').get()?.journal_mode;
    const synchronous = this.#db.prepare('PRAGMA synchronous').get()?.synchronous;
    return { journalMode: String(journalMode), synchronous: Number(synchronous) };
  }

  /** Inside a transaction, since several processes may meet here. */
  #bringUpToDate(schema: readonly string[]): void {
    this.#db.exec('BEGIN IMMEDIATE');
    const version = Number(this.#db.prepare('PRAGMA user_version').get()?.user_version);
    if (version > schema.length) throw Object.assign(new Error('a newer version'), { errcode: SQLITE_SCHEMA });
    // A write, even where it changes nothing: BEGIN alone also succeeds on a file without permission to write.
    this.#db.exec(`${schema.slice(version).join('')} PRAGMA user_version = ${schema.length}; COMMIT`);
  }

  #begin(): void {
    this.#untilFree(this.#busyMs, () => this.#run('BEGIN IMMEDIATE'));
    const [head, recordedAt] = Object.values(
      this.#statement(`SELECT (SELECT max(position) FROM events),
        (SELECT recorded_at FROM commits WHERE first_position = (SELECT max(first_position) FROM commits))`).get() ??
        {},
    );
    const now = new Date().toISOString();
    this.#head = Number(head);
    this.#lastAt = typeof recordedAt === 'string' ? recordedAt : '';
    this.#recordedAt = this.#lastAt > now ? this.#lastAt : now;
  }

  #untilFree(ms: number, work: () => void): void {
    const deadline = performance.now() + ms;
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (codeOf(error) !== SQLITE_BUSY || performance.now() >= deadline) throw error;
      }
    }
  }

  #perform(operation: Operation): Outcome {
    switch (operation.kind) {
      case 'append':
        return this.#append(operation);
      case 'restore':
        return this.#restore(operation);
      case 'guarded':
        return this.#guarded(operation);
      case 'define':
        return this.#define(operation);
    }
  }

  #append(operation: AppendOperation): Outcome {
    if (this.#isStored(operation)) return { kind: 'duplicate' };
    for (const { streamId, expectedVersion } of operation.streams) {
      const actualVersion = this.#versionOf(streamId);
      if (actualVersion !== expectedVersion) return { kind: 'conflict', streamId, actualVersion };
    }
    const firstPosition = this.#head + 1;
    const recordedAt = this.#recordedAt;
    this.#insert(operation, recordedAt);
    return { kind: 'stored', firstPosition, recordedAt };
  }

  #restore(operation: RestoreOperation): Outcome {
    const what = this.#discontinuityOf(operation);
    if (what) return { kind: 'discontinuous', what };
    for (const commit of operation.commits) this.#insert(commit, commit.recordedAt);
    // The times may lie ahead of the clock.
    if (this.#lastAt > this.#recordedAt) this.#recordedAt = this.#lastAt;
    return { kind: 'done' };
  }

  #discontinuityOf({ firstPosition, commits, versions }: RestoreOperation): Discontinuity | undefined {
    if (firstPosition !== this.#head + 1) return 'position';
    if (commits.some(({ recordedAt }) => recordedAt < this.#lastAt)) return 'time';
    if (commits.some((commit) => this.#isStored(commit))) return 'commit_id';
    for (const [streamId, version] of versions) if (this.#versionOf(streamId) !== version) return 'version';
    return undefined;
  }

  #isStored({ commitId }: AppendOperation): boolean {
    return this.#statement('SELECT 1 FROM commits WHERE commit_id = ?').get(commitId) !== undefined;
  }

  #versionOf(streamId: string): number {
    return Number(this.#statement('SELECT max(version) AS last FROM events WHERE stream_id = ?').get(streamId)?.last);
  }

  #insert({ commitId, metadata, request, streams }: AppendOperation, recordedAt: string): void {
    const firstPosition = this.#head + 1;
    this.#run('INSERT INTO commits VALUES (?, ?, ?, ?, ?)', firstPosition, commitId, recordedAt, metadata, request);
    for (const stream of streams) this.#insertEvents(stream, firstPosition);
    this.#lastAt = recordedAt;
  }

  #insertEvents({ streamId, expectedVersion, types, data }: StreamRows, firstPosition: number): void {
    const insert = this.#statement('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)');
    types.forEach((type, index) => {
      const version = expectedVersion + index + 1;
      insert.run(++this.#head, firstPosition, streamId, version, type, data[index] ?? '');
    });
  }

  #guarded({ guard, write }: GuardedOperation): Outcome {
    const row = this.#statement(guard.sql).get(...guard.values);
    if (!row) return { kind: 'done' };
    if (write) for (const values of write.rows) this.#run(write.sql, ...values);
    return { kind: 'done', row };
  }

  #define({ table, statements }: DefineOperation): Outcome {
    const exists = this.#statement('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table);
    if (!exists) for (const statement of statements) this.#db.exec(statement);
    return { kind: 'done' };
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }
}

/** Whatever waits goes into one transaction, within the bounds. */
function takeBatch(waiting: Operation[]): Operation[] {
  let count = 0;
  let characters = 0;
  for (const operation of waiting) {
    if ('characters' in operation) characters += operation.characters;
    if (count === BATCH_OPERATIONS || (count > 0 && characters > BATCH_CHARACTERS)) break;
    count++;
  }
  return waiting.splice(0, count);
}

/** Sleeps between messages on a futex: waking by the event loop takes longer than a small transaction. */
function serve(port: MessagePort, writer: Writer, signal: Int32Array): void {
  const waiting: Operation[] = [];
  for (let closing = false; !closing || waiting.length > 0; ) {
    const seen = Atomics.load(signal, 0);
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
      if (next.message === 'close') closing = true;
      else waiting.push(...(next.message as readonly Operation[]));
    }
    if (waiting.length > 0) {
      const began = performance.timeOrigin + performance.now();
      port.postMessage({ began, outcomes: writer.execute(takeBatch(waiting)) } satisfies Outcomes);
    } else if (!closing) {
      Atomics.wait(signal, 0, seen);
    }
  }
  writer.close();
}

function start(port: MessagePort, data: WriterData): void {
  try {
    const writer = new Writer(data);
    port.postMessage({ opened: writer.durability } satisfies WriterMessage);
    serve(port, writer, data.signal);
  } catch (error) {
    port.postMessage({ unusable: codeOf(error) } satisfies WriterMessage);
  }
}

if (parentPort) start(parentPort, workerData);
