import { mongo } from 'mongoose';
import type { Appended, DatabaseCall } from '#libs/event-sourcing';
import { type CommitDocument, type PreparedCommit, toStoredCommit } from './commit-document.js';
import { tooLate } from './in-time.js';

/** An append on its way: waiting, sent, or sent with an outcome that nobody knows. */
export class PendingAppend {
  readonly commit: PreparedCommit;
  /** Times that other writers were faster. */
  lost = 0;
  /** An attempt had no answer: it may be stored, or be yet. */
  isUnclear = false;
  /** Its sender has an answer, if only that it took too long: it is not sent any more. */
  isSettled = false;
  readonly #answer = Promise.withResolvers<Appended>();
  readonly #call: DatabaseCall;
  readonly #since = performance.now();
  readonly #patience: NodeJS.Timeout;

  constructor(commit: PreparedCommit, call: DatabaseCall, patienceMs: number) {
    this.commit = { ...commit, append: new mongo.ObjectId() };
    this.#call = call;
    this.#patience = setTimeout(() => this.reject(tooLate()), patienceMs);
  }

  get appended(): Promise<Appended> {
    return this.#answer.promise;
  }

  resolve(appended: Appended): void {
    this.#settle();
    this.#answer.resolve(appended);
  }

  reject(error: unknown): void {
    this.#settle();
    this.#answer.reject(error);
  }

  sent(): void {
    this.#call.queueMs ??= performance.now() - this.#since;
  }

  /** Its id is in the log: either an attempt without an answer arrived, or another append stored it. */
  found(document: CommitDocument): void {
    const isOwn = document.append?.equals(this.commit.append) ?? false;
    this.resolve({ duplicate: !isOwn, commit: toStoredCommit(document) });
  }

  #settle(): void {
    this.isSettled = true;
    clearTimeout(this.#patience);
  }
}
