import { DatabaseSync } from 'node:sqlite';
import type { Report, TraceReport } from '../sink/traces.js';

/** Requests that were answered, of each kind. */
export interface Answered {
  readonly creates: number;
  readonly gets: number;
  readonly lists: number;
}

export interface SpansFound {
  readonly perCreate: number;
  readonly perGet: number;
  readonly perList: number;
  /** Of projection batches, which are traces of their own: how many a create. */
  readonly projecting: number;
  /** Made and not received. */
  readonly dropped: number;
  readonly complaints: readonly string[];
}

const NONE: TraceReport = { traces: 0, spans: 0, most: 0, batched: 0 };

/** Every request of a kind makes as many spans as the next one, and each event is in one projection batch. */
export function spansIn(report: Report, { creates, gets, lists }: Answered): SpansFound {
  const create = report['POST /api/tasks'] ?? NONE;
  const get = report['GET /api/tasks/{id}'] ?? NONE;
  const list = report['GET /api/tasks'] ?? NONE;
  const batches = report['projection.tasks'] ?? NONE;
  const rootless = report[''] ?? NONE;
  const made = create.most * creates + get.most * gets + list.most * lists + batches.most * batches.traces;
  const dropped = made - create.spans - get.spans - list.spans - batches.spans - rootless.spans;
  const complaints = [];
  if (create.traces !== creates) complaints.push(`${create.traces} traces of ${creates} creates`);
  if (get.traces !== gets) complaints.push(`${get.traces} traces of ${gets} gets`);
  if (list.traces !== lists) complaints.push(`${list.traces} traces of ${lists} lists`);
  if (dropped !== 0 || rootless.traces > 0) complaints.push(`${dropped} spans are missing`);
  if (batches.batched !== creates) complaints.push(`${batches.batched} of ${creates} events in projection batches`);
  const projecting = batches.spans / creates;
  return { perCreate: create.most, perGet: get.most, perList: list.most, projecting, dropped, complaints };
}

export function storedCommits(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  const row = database.prepare('SELECT count(*) AS count FROM commits').get();
  database.close();
  return Number(row?.count);
}
