import type { SQLInputValue } from 'node:sqlite';
import { type Lease, Leases } from '#libs/event-sourcing';
import { type Connections, writeCall, writeGuarded } from './connections.js';

const COLUMNS = 'epoch, beat, checkpoint, held, note';

const READ = `SELECT ${COLUMNS} FROM leases WHERE name = ?`;
const NAMES = 'SELECT name FROM leases ORDER BY name';
const CREATE = `INSERT INTO leases (name, ${COLUMNS}) VALUES (?, 1, 1, ?, 1, NULL) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;
const CLAIM = `UPDATE leases SET epoch = epoch + 1, beat = beat + 1, held = 1 WHERE name = ? AND beat = ? RETURNING ${COLUMNS}`;
const BEAT = 'UPDATE leases SET beat = beat + 1 WHERE name = ? AND epoch = ? AND held = 1 RETURNING beat';
const RELEASE = 'UPDATE leases SET beat = beat + 1, held = 0 WHERE name = ? AND epoch = ? AND held = 1 RETURNING beat';

const LEAVE = 'UPDATE leases SET note = ? WHERE name = ? AND epoch = ? RETURNING beat';

/** Values: checkpoint, name, epoch. */
export const ADVANCE =
  'UPDATE leases SET checkpoint = max(checkpoint, ?) WHERE name = ? AND epoch = ? RETURNING checkpoint';

export class SqliteLeases extends Leases {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    super();
    this.#connections = connections;
  }

  async read(name: string): Promise<Lease | undefined> {
    const { reader } = this.#connections;
    return reader.read({ operation: 'find', collection: 'leases', keys: ['name'] }, () => {
      const row = reader.get<[number, number, number, number, string | null]>(READ, name);
      return row && leaseOf(...row);
    });
  }

  async names(): Promise<readonly string[]> {
    const { reader } = this.#connections;
    return reader.read({ operation: 'find', collection: 'leases', keys: [] }, () =>
      reader.all<[string]>(NAMES).map(([name]) => name),
    );
  }

  async claim(name: string, seenBeat: number | undefined, from = 0): Promise<Lease | undefined> {
    const row = await (seenBeat === undefined ? this.#change(CREATE, name, from) : this.#change(CLAIM, name, seenBeat));
    if (!row) return undefined;
    const { epoch, beat, checkpoint, note } = row as unknown as Lease;
    return leaseOf(epoch, beat, checkpoint, 1, note);
  }

  async beat(name: string, epoch: number): Promise<boolean> {
    return (await this.#change(BEAT, name, epoch)) !== undefined;
  }

  async advance(name: string, epoch: number, checkpoint: number): Promise<boolean> {
    return (await this.#change(ADVANCE, checkpoint, name, epoch)) !== undefined;
  }

  async leave(name: string, epoch: number, note: string): Promise<boolean> {
    return (await this.#change(LEAVE, note, name, epoch)) !== undefined;
  }

  async release(name: string, epoch: number): Promise<void> {
    await this.#change(RELEASE, name, epoch);
  }

  /** The row that the statement changed. */
  async #change(sql: string, ...values: SQLInputValue[]): Promise<Readonly<Record<string, unknown>> | undefined> {
    const call = writeCall(this.#connections, 'update', 'leases', 1);
    return writeGuarded(this.#connections, { guard: { sql, values } }, call);
  }
}

function leaseOf(
  epoch: number,
  beat: number,
  checkpoint: number,
  held: number,
  note: string | null | undefined,
): Lease {
  return { epoch, beat, checkpoint, held: held === 1, ...(typeof note === 'string' && { note }) };
}
