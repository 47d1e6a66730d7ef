import type { DatabaseCall, Observe } from '#libs/event-sourcing';
import type { Reader } from './reader.js';
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
