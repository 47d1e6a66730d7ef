import type { Appended, DatabaseCall } from '#libs/event-sourcing';
import { type CommitDocument, type PreparedCommit, toStoredCommit } from './commit-document.js';

/** How long an append whose outcome is unknown is sent again before its sender is told so. */
const PATIENCE_MS = 10_000;

/** An append on its way: waiting, sent, or sent with an outcome that nobody knows. */
export class PendingAppend {
  readonly commit: PreparedCommit;
  /** Times that other writers were faster. */
  lost = 0;
  /** Positions that it was sent to without an answer. */
  readonly unanswered: number[] = [];
  readonly appended: Promise<Appended>;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
  readonly #call: DatabaseCall;
  readonly #since = performance.now();

  constructor(commit: PreparedCommit, call: DatabaseCall) {
    this.commit = commit;
    this.#call = call;
    const { promise, resolve, reject } = Promise.withResolvers<Appended>();
    this.appended = promise;
    this.resolve = resolve;
    this.reject = reject;
  }

  get isUnclear(): boolean {
    return this.unanswered.length > 0;
  }

  get isLate(): boolean {
    return performance.now() - this.#since > PATIENCE_MS;
  }

  sent(): void {
    this.#call.queueMs ??= performance.now() - this.#since;
  }

  /** Its id is in the log: either an unanswered attempt arrived, or it was stored before. */
  found(document: CommitDocument): void {
    const isOwn =
      this.unanswered.includes(document._id) &&
      JSON.stringify(document.metadata) === JSON.stringify(this.commit.metadata);
    this.resolve({ duplicate: !isOwn, commit: toStoredCommit(document) });
  }
}
