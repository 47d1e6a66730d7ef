import { Worker } from 'node:worker_threads';
import { type DatabaseCall, type Observe, StoreUnavailable } from '#libs/event-sourcing';
import { openFailure } from './failures.js';
import type { Durability, Operation, Outcome, Outcomes, WriterData, WriterMessage } from './writer-protocol.js';

interface Pending {
  readonly sentAt: number;
  readonly call: DatabaseCall;
  readonly answer: (outcome: Outcome) => void;
  readonly fail: (error: Error) => void;
}

const MESSAGE_OPERATIONS = 32;

const WORKER = new URL(import.meta.url.endsWith('.ts') ? './writer.ts' : './writer.js', import.meta.url);

/**
 * This process's one way to write. Operations go to a worker thread, which answers in their order; what waits while a
 * transaction runs goes into the next one together.
 */
export class WriterThread {
  readonly #data: Omit<WriterData, 'signal'>;
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  readonly #observe: Observe;
  #worker: Worker | undefined;
  #pending: Pending[] = [];
  #outbox: Operation[] = [];
  #closed = false;
  #idle: (() => void)[] = [];

  constructor(data: Omit<WriterData, 'signal'>, observe: Observe) {
    this.#data = data;
    this.#observe = observe;
  }

  /** @throws {DatabaseUnusable} */
  async open(): Promise<void> {
    await this.#observe('background', {}, () => new Promise<void>((resolve, reject) => this.#start(resolve, reject)));
  }

  /**
   * @param accept turns the outcome into the result, in the order of sending, before anyone who waits goes on
   * @throws {StoreUnavailable} the worker died: the outcome is unknown
   */
  send<Result>(operation: Operation, call: DatabaseCall, accept: (outcome: Outcome) => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new StoreUnavailable('the store is closed');
      const answer = (outcome: Outcome) => {
        try {
          resolve(accept(outcome));
        } catch (error) {
          reject(error);
        }
      };
      this.#pending.push({ sentAt: performance.timeOrigin + performance.now(), call, answer, fail: reject });
      this.#outbox.push(operation);
      // What arrives in one turn of the event loop goes into a few messages together, the first of them soon, so that
      // the worker writes while this thread still prepares the rest. Sent alone, requests made twice the transactions.
      if (this.#outbox.length === MESSAGE_OPERATIONS) this.#flush();
      else if (this.#outbox.length === 1) setImmediate(() => this.#flush());
    });
  }

  /** Takes nothing more, and waits for what was sent before. */
  async drain(): Promise<void> {
    this.#closed = true;
    this.#flush();
    if (this.#pending.length > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    this.#post(worker, 'close');
    await exited;
  }

  #flush(): void {
    if (this.#outbox.length === 0) return;
    const operations = this.#outbox;
    this.#outbox = [];
    const worker = this.#worker ?? this.#observe('background', {}, () => this.#start());
    this.#post(worker, operations);
  }

  #start(opened?: () => void, unusable?: (error: Error) => void): Worker {
    const worker = new Worker(WORKER, {
      workerData: { ...this.#data, signal: this.#signal },
      execArgv: [],
      name: 'sqlite-writer',
    });
    this.#worker = worker;
    worker.on('message', (message: WriterMessage) => {
      if ('outcomes' in message) this.#answer(message);
      else if ('opened' in message && isDurable(message.opened)) opened?.();
      else {
        unusable?.(openFailure(this.#data.path, 'unusable' in message ? message.unusable : 0));
        void worker.terminate();
      }
    });
    worker.on('error', () => this.#died(worker));
    worker.on('exit', () => {
      this.#died(worker);
      unusable?.(openFailure(this.#data.path, 0));
    });
    return worker;
  }

  #answer({ began, outcomes }: Outcomes): void {
    const answered = this.#pending.splice(0, outcomes.length);
    outcomes.forEach((outcome, index) => {
      const pending = answered[index];
      if (!pending) return;
      pending.call.queueMs = Math.max(0, began - pending.sentAt);
      pending.answer(outcome);
    });
    this.#tellIdle();
  }

  #post(worker: Worker, message: readonly Operation[] | 'close'): void {
    worker.postMessage(message);
    Atomics.add(this.#signal, 0, 1);
    Atomics.notify(this.#signal, 0);
  }

  #tellIdle(): void {
    if (this.#pending.length === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** What it had in hand may be stored or not. The next operation starts another one. */
  #died(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#outbox = [];
    const lost = this.#pending;
    this.#pending = [];
    for (const { fail } of lost) fail(new StoreUnavailable('the database writer ended before it answered'));
    this.#tellIdle();
  }
}

/** Anything less may lose what was acknowledged when the power fails. */
function isDurable({ journalMode, synchronous }: Durability): boolean {
  return journalMode === 'wal' && synchronous === 2;
}
