import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type DatabaseCall, type Observe, StoreUnavailable } from '#libs/event-sourcing';
import { codeOf, storeFailure } from './failures.js';

export interface ReadCall {
  readonly operation: 'find' | 'count';
  readonly collection: string;
  readonly keys: readonly string[];
}

/** The main thread's connection. Read-only: every write goes through the worker. */
export class Reader {
  readonly #db: DatabaseSync;
  readonly #namespace: string;
  readonly #observe: Observe;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, namespace: string, observe: Observe) {
    this.#db = new DatabaseSync(path, { readOnly: true, timeout: 1_000 });
    this.#namespace = namespace;
    this.#observe = observe;
  }

  /** Everything that is read belongs in here; `work` is watched as one `read`. @throws {StoreUnavailable} */
  read<Result>({ operation, collection, keys }: ReadCall, work: () => Result): Result {
    const call: DatabaseCall = { system: 'sqlite', operation, collection, namespace: this.#namespace, keys };
    return this.#observe('read', call, () => {
      if (!this.#db.isOpen) throw new StoreUnavailable('the store is closed');
      try {
        return work();
      } catch (error) {
        throw storeFailure(codeOf(error));
      }
    });
  }

  all<Row extends readonly unknown[]>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values) as unknown as Row[];
  }

  get<Row extends readonly unknown[]>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as unknown as Row | undefined;
  }

  /** As many rows as `take` wants, without reading on. */
  takeWhile<Row extends readonly unknown[]>(
    take: (row: Row) => boolean,
    sql: string,
    ...values: SQLInputValue[]
  ): Row[] {
    const rows: Row[] = [];
    for (const record of this.#statement(sql).iterate(...values)) {
      const row = record as unknown as Row;
      if (!take(row)) break;
      rows.push(row);
    }
    return rows;
  }

  /** What several statements read belongs together, whatever is written meanwhile. */
  atOneMoment<Result>(work: () => Result): Result {
    this.#db.exec('BEGIN');
    try {
      return work();
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#db.isOpen) this.#db.close();
  }

  /** Rows come as arrays: the driver makes objects several times slower. */
  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      statement.setReturnArrays(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
