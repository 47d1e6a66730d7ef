import { type DatabaseCall, type Observe, StoreUnavailable } from '#libs/event-sourcing';

/** What the stores share: each call is watched, and refused once the store is closed. */
export class Memory {
  readonly observe: Observe;
  #closed = false;

  constructor(observe: Observe) {
    this.observe = observe;
  }

  read<Result>(operation: 'find' | 'count', collection: string, keys: readonly string[], work: () => Result): Result {
    return this.#call('read', { operation, collection, keys }, work);
  }

  write<Result>(operation: 'insert' | 'update', collection: string, batchSize: number, work: () => Result): Result {
    return this.#call('write', { operation, collection, batchSize }, work);
  }

  close(): void {
    this.#closed = true;
  }

  #call<Result>(stage: 'read' | 'write', call: Omit<DatabaseCall, 'system' | 'namespace'>, work: () => Result): Result {
    return this.observe(stage, { system: 'memory', namespace: 'memory', ...call }, () => {
      if (this.#closed) throw new StoreUnavailable('the store is closed');
      return work();
    });
  }
}

/**
 * A copy of what is to be stored, as JSON gives it back. It is frozen, since every reader gets the same one.
 * Without recursion, so that it goes as deep as JSON does.
 */
export function frozenFrom<Value>(text: string): Value {
  const copy: unknown = JSON.parse(text);
  const reached = [copy];
  for (const value of reached) {
    if (typeof value !== 'object' || value === null) continue;
    for (const inner of Object.values(Object.freeze(value))) reached.push(inner);
  }
  return copy as Value;
}
