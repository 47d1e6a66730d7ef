import type { DatabaseCall, Observe } from '#libs/event-sourcing';
import type { Reader } from './reader.js';
import { storeFailure } from './failures.js';
import type { GuardedOperation, Outcome } from './writer-protocol.js';
import type { WriterThread } from './writer-thread.js';

/** What the stores of one file share. */
export interface Connections {
  readonly reader: Reader;
  readonly writer: WriterThread;
  /** File name without its path. */
  readonly namespace: string;
  readonly observe: Observe;
}

export function writeCall(
  { namespace }: Connections,
  operation: 'insert' | 'update',
  collection: string,
  batchSize: number,
): DatabaseCall {
  return { system: 'sqlite', operation, collection, namespace, batchSize };
}

/** @returns the row that the guard gave @throws {StoreUnavailable} */
export async function writeGuarded(
  { writer, observe }: Connections,
  operation: Omit<GuardedOperation, 'kind'>,
  call: DatabaseCall,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  return observe('write', call, () => writer.send({ kind: 'guarded', ...operation }, call, rowOf));
}

/** @throws {StoreUnavailable} */
export function rowOf(outcome: Outcome): Readonly<Record<string, unknown>> | undefined {
  if (outcome.kind === 'done') return outcome.row;
  throw storeFailure(outcome.kind === 'failed' ? outcome.code : 0);
}
