import { mongo } from 'mongoose';
import type { Appended, DatabaseCall } from '#libs/event-sourcing';
import { type CommitDocument, type PreparedCommit, toStoredCommit } from './commit-document.js';

/** How long an append whose outcome is unknown is sent again before its sender is told so. */
const PATIENCE_MS = 10_000;

/** An append on its way: waiting, sent, or sent with an outcome that nobody knows. */
export class PendingAppend {
  readonly commit: PreparedCommit;
  /** Times that other writers were faster. */
  lost = 0;
  /** An attempt had no answer: it may be stored, or be yet. */
  isUnclear = false;
  readonly appended: Promise<Appended>;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
  readonly #call: DatabaseCall;
  readonly #since = performance.now();

  constructor(commit: PreparedCommit, call: DatabaseCall) {
    this.commit = { ...commit, append: new mongo.ObjectId() };
    this.#call = call;
    const { promise, resolve, reject } = Promise.withResolvers<Appended>();
    this.appended = promise;
    this.resolve = resolve;
    this.reject = reject;
  }

  get isLate(): boolean {
    return performance.now() - this.#since > PATIENCE_MS;
  }

  sent(): void {
    this.#call.queueMs ??= performance.now() - this.#since;
  }

  /** Its id is in the log: either an attempt without an answer arrived, or another append stored it. */
  found(document: CommitDocument): void {
    const isOwn = document.append?.equals(this.commit.append) ?? false;
    this.resolve({ duplicate: !isOwn, commit: toStoredCommit(document) });
  }
}
