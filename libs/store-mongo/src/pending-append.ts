import { mongo } from 'mongoose';
import {
  type Appended,
  type DatabaseCall,
  LogContended,
  StoreUnavailable,
  type VersionConflict,
} from '#libs/event-sourcing';
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
  /** An attempt is on its way. */
  #isSent = false;
  readonly #answer = Promise.withResolvers<Appended | VersionConflict>();
  readonly #call: DatabaseCall;
  readonly #since = performance.now();
  readonly #patienceMs: number;
  readonly #patience: NodeJS.Timeout;

  constructor(commit: PreparedCommit, call: DatabaseCall, patienceMs: number) {
    this.#patienceMs = patienceMs;
    this.commit = { ...commit, append: new mongo.ObjectId() };
    this.#call = call;
    this.#patience = setTimeout(() => this.reject(this.#isWaiting ? this.contended() : tooLate()), patienceMs);
  }

  /** A conflict is an answer as well: the database did its work. */
  get answer(): Promise<Appended | VersionConflict> {
    return this.#answer.promise;
  }

  /** Share of its time that is over: from 0 to 1. */
  get waited(): number {
    return Math.min((performance.now() - this.#since) / this.#patienceMs, 1);
  }

  resolve(answer: Appended | VersionConflict): void {
    this.#settle();
    this.#answer.resolve(answer);
  }

  reject(error: unknown): void {
    this.#settle();
    this.#answer.reject(error);
  }

  sent(): void {
    this.#isSent = true;
    this.#call.queueMs ??= performance.now() - this.#since;
  }

  /** Another writer was faster: the attempt is not stored, and never will be. */
  lostRace(): void {
    this.#isSent = false;
    this.lost++;
  }

  /** Why it is given up. Only where each attempt was answered is it certain that none is stored. */
  contended(): LogContended | StoreUnavailable {
    const message = 'other writers were faster each time';
    return this.isUnclear ? new StoreUnavailable(message) : new LogContended(message);
  }

  /** Its id is in the log: either an attempt without an answer arrived, or another append stored it. */
  found(document: CommitDocument): void {
    const isOwn = document.append?.equals(this.commit.append) ?? false;
    this.resolve({ duplicate: !isOwn, commit: toStoredCommit(document) });
  }

  get #isWaiting(): boolean {
    return this.lost > 0 && !this.#isSent;
  }

  #settle(): void {
    this.isSettled = true;
    clearTimeout(this.#patience);
  }
}
