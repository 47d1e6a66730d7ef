import autocannon from 'autocannon';
import { NEW_TASK } from '../task.js';

export const CONNECTIONS = 64;
const SAMPLE_MS = 20;

export interface Load {
  /** Answers with a 2xx. */
  readonly succeeded: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
}

/** Sends exactly so many requests, as fast as they are answered. */
export async function load(url: string, requests: readonly autocannon.Request[], amount: number): Promise<Load> {
  let first = 0;
  let last = 0;
  const run = autocannon({ url, requests, amount, connections: CONNECTIONS, sampleInt: SAMPLE_MS })
    .on('start', () => {
      first = performance.now();
    })
    .on('response', () => {
      last = performance.now();
    });
  const result = await run;
  return { succeeded: result['2xx'], seconds: (last - first) / 1_000 };
}

export const creates: readonly autocannon.Request[] = [
  {
    method: 'POST',
    path: '/api/tasks',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(NEW_TASK),
  },
];

/** A page of twenty, newest first. */
export const lists: readonly autocannon.Request[] = [{ method: 'GET', path: '/api/tasks?limit=20' }];

export function getsOf(ids: readonly string[]): autocannon.Request[] {
  return ids.map((id) => ({ method: 'GET', path: `/api/tasks/${id}` }));
}
