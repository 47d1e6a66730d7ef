import type { SQLInputValue } from 'node:sqlite';
import { type ParkedEvent, ParkedEvents, type ParkedQuery, type ParkRequest } from '#libs/event-sourcing';
import { type Connections, writeCall, writeGuarded } from './connections.js';
import type { GuardedOperation } from './writer-protocol.js';

const PUT = `INSERT INTO parked_events (subscription, position, stream_id, epoch, record, request) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (subscription, position) DO UPDATE
  SET epoch = excluded.epoch, record = excluded.record, request = excluded.request WHERE epoch <= excluded.epoch`;
const REMOVE = 'DELETE FROM parked_events WHERE subscription = ? AND position = ? AND epoch <= ?';
const REQUEST = `UPDATE parked_events SET request = coalesce(request, ?) WHERE subscription = ? AND position = ?
  RETURNING record, request`;
const LIST = 'SELECT record, request FROM parked_events WHERE subscription = ? AND position > ?';
const COUNT = 'SELECT count(*) FROM parked_events WHERE subscription = ?';
const STREAMS = 'SELECT DISTINCT stream_id FROM parked_events WHERE subscription = ?';
/** A guard that holds: the rows of an operation are written in any case. */
const ALWAYS = { sql: 'SELECT 1', values: [] };

type Row = readonly [record: string, request: string | null];

export class SqliteParkedEvents extends ParkedEvents {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    super();
    this.#connections = connections;
  }

  async put(subscription: string, events: readonly ParkedEvent[]): Promise<void> {
    await this.#writeRows(
      PUT,
      events.map(({ request, ...record }) => [
        subscription,
        record.position,
        record.streamId,
        record.epoch,
        JSON.stringify(record),
        request ? JSON.stringify(request) : null,
      ]),
    );
  }

  async remove(subscription: string, positions: readonly number[], epoch: number): Promise<void> {
    await this.#writeRows(
      REMOVE,
      positions.map((position) => [subscription, position, epoch]),
    );
  }

  async list(
    subscription: string,
    { after = 0, limit, streamId, requested }: ParkedQuery,
  ): Promise<readonly ParkedEvent[]> {
    const { reader } = this.#connections;
    const ofStream = streamId === undefined ? '' : ' AND stream_id = ?';
    const asked = requested ? ' AND request IS NOT NULL' : '';
    const sql = `${LIST}${ofStream}${asked} ORDER BY position LIMIT ?`;
    const values = [subscription, after, ...(streamId === undefined ? [] : [streamId]), limit];
    const keys = ['subscription', 'position', ...(streamId === undefined ? [] : ['stream_id'])];
    const rows = reader.read({ operation: 'find', collection: 'parked_events', keys }, () =>
      reader.all<Row>(sql, ...values),
    );
    return rows.map(([record, request]) => parkedOf(record, request));
  }

  async count(subscription: string): Promise<number> {
    const { reader } = this.#connections;
    return reader.read({ operation: 'count', collection: 'parked_events', keys: ['subscription'] }, () => {
      return reader.get<[number]>(COUNT, subscription)?.[0] ?? 0;
    });
  }

  async streams(subscription: string): Promise<readonly string[]> {
    const { reader } = this.#connections;
    return reader.read({ operation: 'find', collection: 'parked_events', keys: ['subscription'] }, () =>
      reader.all<[string]>(STREAMS, subscription).map(([streamId]) => streamId),
    );
  }

  async request(subscription: string, position: number, request: ParkRequest): Promise<ParkedEvent | undefined> {
    const guard = { sql: REQUEST, values: [JSON.stringify(request), subscription, position] };
    const row = await this.#write({ guard }, 1);
    return row && parkedOf(String(row.record), String(row.request));
  }

  async #writeRows(sql: string, rows: readonly SQLInputValue[][]): Promise<void> {
    if (rows.length > 0) await this.#write({ guard: ALWAYS, write: { sql, rows } }, rows.length);
  }

  #write(operation: Omit<GuardedOperation, 'kind'>, batchSize: number) {
    const call = writeCall(this.#connections, 'update', 'parked_events', batchSize);
    return writeGuarded(this.#connections, operation, call);
  }
}

function parkedOf(record: string, request: string | null): ParkedEvent {
  const parked = JSON.parse(record) as ParkedEvent;
  return request === null ? parked : { ...parked, request: JSON.parse(request) as ParkRequest };
}
