import { setImmediate as turn } from 'node:timers/promises';
import type { Observe, StoredCommit } from '#libs/event-sourcing';
import { type CommitDocument, placed, toStoredCommit } from './commit-document.js';
import type { CommitLog, Tail } from './commit-log.js';
import { REQUEST_MS } from './connection.js';
import { clashOf, isDuplicateKey, isHopeless, isLostRace, storeFailure } from './failures.js';
import { inTime } from './in-time.js';
import type { PendingAppend } from './pending-append.js';
import type { StreamHeads } from './stream-heads.js';
import { Turns } from './turns.js';

export interface GroupCommitOptions {
  readonly log: CommitLog;
  readonly heads: StreamHeads;
  readonly observe: Observe;
  /** Called in the order of the log, before whoever sent the commit has its answer. */
  readonly acknowledged: (document: CommitDocument, commit: StoredCommit) => void;
}

const MOST_BYTES = 8 * 1024 * 1024;
const MOST_LOST_RACES = 100;

/**
 * Appends that wait while others are under way go out together, as one ordered insert. The next position is the one
 * after the tail, which is known from the last acknowledgement or read again.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #waiting: PendingAppend[] = [];
  #running: Promise<void> | undefined;
  readonly #explaining = new Set<Promise<void>>();
  #tail: Tail | undefined;
  readonly #turns = new Turns();

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  send(append: PendingAppend): void {
    this.#waiting.push(append);
    this.#wake();
  }

  /** The log was changed by other means. */
  forgetTail(): void {
    this.#tail = undefined;
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
    while (this.#running || this.#explaining.size > 0) await Promise.all([this.#running, ...this.#explaining]);
  }

  #wake(): void {
    if (this.#waiting.length > 0) this.#running ??= this.#options.observe('background', {}, () => this.#run());
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // What is sent in the same turn of the event loop goes out together, also by who has just had an answer.
      await turn();
      if (await this.#turns.leaveGap()) this.#tail = undefined;
      await this.#sendBatch(this.#takeBatch());
    }
    this.#running = undefined;
  }

  /** A stream, or a commit, that is in the batch already waits for the next one, and whoever comes after it too. */
  #takeBatch(): PendingAppend[] {
    const [batch, left, taken] = [[] as PendingAppend[], [] as PendingAppend[], new Set<string>()];
    let bytes = 0;
    for (const append of this.#waiting.filter(({ isSettled }) => !isSettled)) {
      const { commitId, parts } = append.commit;
      const keys = [`commit ${commitId}`, ...parts.map(({ streamId }) => `stream ${streamId}`)];
      const fits = batch.length === 0 || (batch.length < this.#turns.most && bytes + append.commit.bytes <= MOST_BYTES);
      if (fits && !keys.some((key) => taken.has(key))) {
        batch.push(append);
        bytes += append.commit.bytes;
      } else left.push(append);
      for (const key of keys) taken.add(key);
    }
    this.#waiting = left;
    return batch;
  }

  async #sendBatch(batch: readonly PendingAppend[]): Promise<void> {
    try {
      await this.#settleFound(batch);
      const tail = this.#tail ?? (await this.#readTail());
      // Who was found has its answer, and so has who gave up meanwhile.
      const unsettled = batch.filter(({ isSettled }) => !isSettled);
      if (unsettled.length > 0) await this.#insert(unsettled, tail);
    } catch (error) {
      await this.#postpone(batch, error);
    }
  }

  /** What may have arrived already is looked for before it is sent again. */
  async #settleFound(batch: readonly PendingAppend[]): Promise<void> {
    const unclear = batch.filter(({ isUnclear }) => isUnclear);
    if (unclear.length === 0) return;
    const ids = unclear.map(({ commit }) => commit.commitId);
    const found = await inTime(this.#options.log.commitsById(ids), REQUEST_MS);
    for (const append of unclear) {
      const document = found.get(append.commit.commitId);
      if (document) append.found(document);
    }
  }

  async #readTail(): Promise<Tail> {
    this.#tail = (await inTime(this.#options.log.tail(), REQUEST_MS)) ?? { _id: 1, count: 0, at: new Date(0) };
    return this.#tail;
  }

  async #insert(batch: readonly PendingAppend[], tail: Tail): Promise<void> {
    const at = new Date(Math.max(Date.now(), tail.at.getTime()));
    let position = tail._id + tail.count;
    const documents = batch.map(({ commit }) => {
      const document = placed(commit, position, at);
      position += commit.count;
      return document;
    });
    for (const append of batch) append.sent();
    const sentAt = performance.now();
    const inserted = await this.#options.log.insert(documents);
    const stored = inserted.kind === 'stored' ? batch.length : inserted.kind === 'refused' ? inserted.index : 0;
    this.#acknowledge(batch, documents.slice(0, stored));
    if (inserted.kind !== 'unclear') this.#turns.took(performance.now() - sentAt);
    if (inserted.kind === 'unclear') await this.#unclear(batch, inserted.error);
    if (inserted.kind === 'refused') await this.#refused(batch.slice(inserted.index), inserted.error);
  }

  #acknowledge(batch: readonly PendingAppend[], documents: readonly CommitDocument[]): void {
    documents.forEach((document, index) => {
      this.#tail = document;
      const commit = toStoredCommit(document);
      this.#options.acknowledged(document, commit);
      batch[index]?.resolve({ duplicate: false, commit });
    });
    if (documents.length === 0) return;
    this.#turns.won();
  }

  /** Nobody knows what of it is stored: the tail neither. */
  async #unclear(batch: readonly PendingAppend[], error: unknown): Promise<void> {
    for (const append of batch) append.isUnclear = true;
    await this.#postpone(batch, error);
  }

  /** What was never sent fails; what was is sent again, since "not found" would prove nothing about it. */
  async #postpone(batch: readonly PendingAppend[], error: unknown): Promise<void> {
    this.#tail = undefined;
    const again = batch.filter((append) => append.isUnclear && !append.isSettled && !isHopeless(error));
    for (const append of batch) if (!again.includes(append)) append.reject(storeFailure(error));
    this.#waiting.unshift(...again);
    await this.#turns.pause();
  }

  /** The first was refused, the others were not tried: its position is still free for the next one. */
  async #refused([refused, ...others]: readonly PendingAppend[], error: unknown): Promise<void> {
    if (!refused) return;
    if (clashOf(error) === '_id_' || isLostRace(error)) {
      await this.#lostRace([refused, ...others]);
      return;
    }
    this.#waiting.unshift(...others);
    if (!isDuplicateKey(error)) return refused.reject(storeFailure(error));
    // Beside the next batch, which need not wait for it.
    const explaining = this.#explain(refused).finally(() => this.#explaining.delete(explaining));
    this.#explaining.add(explaining);
  }

  async #lostRace(batch: readonly PendingAppend[]): Promise<void> {
    this.#tail = undefined;
    this.#turns.lost();
    for (const append of batch) append.lostRace();
    const left = batch.filter(({ lost }) => lost <= MOST_LOST_RACES);
    for (const append of batch) if (!left.includes(append)) append.reject(append.contended());
    this.#waiting.unshift(...left);
    await this.#turns.pause(Math.max(0, ...left.map(({ waited }) => waited)));
  }

  /**
   * A retry may hit any index first: the commit's id decides before the streams do. It is looked for last, so that what
   * is not found was not there either when the heads were read.
   */
  async #explain(append: PendingAppend): Promise<void> {
    const { log, heads } = this.#options;
    try {
      const conflict = await inTime(heads.conflictOf(append.commit));
      const document = await inTime(log.commitById(append.commit.commitId), REQUEST_MS);
      if (document) return append.found(document);
      if (conflict) return append.resolve(conflict);
      // By what the majority has not yet: it may be this commit.
      append.isUnclear = true;
      await this.#lostRace([append]);
      this.#wake();
    } catch (error) {
      append.reject(storeFailure(error));
    }
  }
}
