import { randomUUID } from 'node:crypto';
import {
  type Commit,
  EventSourcingError,
  type EventStore,
  StoreUnavailable,
  VersionConflict,
} from '#libs/event-sourcing';
import type { Answer, Told } from './log-oracle.js';

/** Callers that append without end; what a store did not answer for half of them send again, to the next store. */
export class WriteLoad {
  readonly told: Told[] = [];
  /** What is no answer of a store. */
  readonly failures: unknown[] = [];
  /** Milliseconds of the call that took longest. */
  slowestMs = 0;
  readonly #stores: readonly EventStore[];
  readonly #callers: readonly Promise<void>[];
  #stopped = false;

  constructor(stores: readonly EventStore[], callers: number) {
    this.#stores = stores;
    this.#callers = Array.from({ length: callers }, (_, caller) => this.#call(caller));
  }

  get acknowledged(): number {
    return this.told.filter(({ answer }) => 'commit' in answer).length;
  }

  get unavailable(): number {
    return this.told.filter(({ answer }) => isUnavailable(answer)).length;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#callers);
  }

  async #call(caller: number): Promise<void> {
    for (let n = 1; !this.#stopped; n++) {
      try {
        const commit = await commitFor(this.#storeFor(caller), caller, n);
        await this.#append(commit, caller, caller % 2 === 0);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) this.failures.push(error);
      }
    }
  }

  async #append(commit: Commit, at: number, again: boolean): Promise<void> {
    const sent = { ...commit, metadata: { correlationid: randomUUID() } };
    const answer = await this.#timed(this.#storeFor(at).append(sent).catch(refusalOf));
    this.told.push({ sent, after: 0, answer });
    if (again && isUnavailable(answer) && !this.#stopped) await this.#append(commit, at + 1, again);
  }

  #storeFor(caller: number): EventStore {
    return this.#stores[caller % this.#stores.length] as EventStore;
  }

  async #timed<Result>(call: Promise<Result>): Promise<Result> {
    const began = performance.now();
    try {
      return await call;
    } finally {
      this.slowestMs = Math.max(this.slowestMs, performance.now() - began);
    }
  }
}

function isUnavailable(answer: Answer): boolean {
  return 'refused' in answer && answer.refused === 'store_unavailable';
}

function refusalOf(error: unknown): Answer {
  if (!(error instanceof EventSourcingError)) throw error;
  if (!(error instanceof VersionConflict)) return { refused: error.code };
  const { code, streamId, actualVersion } = error;
  return { refused: code, streamId, actualVersion };
}

/** For a new stream, for the caller's own, and for one that all write to. */
async function commitFor(store: EventStore, caller: number, n: number): Promise<Commit> {
  const commitId = randomUUID();
  const names = [`new-${commitId}`, ...(n % 2 === 0 ? [`own-${caller}`] : []), ...(n % 3 === 0 ? ['hot-1'] : [])];
  const streams = names.map(async (streamId) => ({
    streamId,
    expectedVersion: streamId.startsWith('new') ? 0 : (await store.readStream(streamId)).version,
    events: Array.from({ length: 1 + (n % 3) }, (_, event) => ({ type: 'load.put.v1', data: { caller, n, event } })),
  }));
  return { commitId, streams: await Promise.all(streams), metadata: { correlationid: commitId } };
}
