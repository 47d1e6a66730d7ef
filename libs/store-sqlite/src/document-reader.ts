import {
  checkFields,
  decodeCursor,
  encodeCursor,
  type Folded,
  type Found,
  type Query,
  type ReadModelDefinition,
  type Where,
} from '#libs/event-sourcing';
import { columnOf, type DocumentTable, fromColumn, quoted, toColumn } from './document-table.js';
import type { Reader } from './reader.js';

type FoldedRow = readonly [id: string, position: number, document: string | null];
type FoundRow = readonly [id: string, document: string, sortValue: string | number];

/** The reading half of a read model. */
export class DocumentReader<Document extends object> {
  readonly #reader: Reader;
  readonly #definition: ReadModelDefinition<Document>;
  readonly #collection: string;
  readonly #table: string;
  readonly #anyField: string;

  constructor(reader: Reader, definition: ReadModelDefinition<Document>, { name, fields }: DocumentTable) {
    this.#reader = reader;
    this.#definition = definition;
    this.#collection = definition.name;
    this.#table = quoted(name);
    this.#anyField = fields[0] === undefined ? 'document' : columnOf(fields[0]);
  }

  async folded(ids: readonly string[]): Promise<ReadonlyMap<string, Folded<Document>>> {
    const sql = `SELECT id, position, document FROM ${this.#table} WHERE id IN (SELECT value FROM json_each(?))`;
    const rows = this.#read('find', ['id'], () => this.#reader.all<FoldedRow>(sql, JSON.stringify(ids)));
    return new Map(
      rows.map(([id, position, text]) => [id, { position, ...(text !== null && { document: parse<Document>(text) }) }]),
    );
  }

  async get(id: string): Promise<Document | undefined> {
    const sql = `SELECT document FROM ${this.#table} WHERE id = ? AND document IS NOT NULL`;
    const row = this.#read('find', ['id'], () => this.#reader.get<[string]>(sql, id));
    return row && parse<Document>(row[0]);
  }

  async find({ where = {}, sort, limit, after }: Query<Document>): Promise<Found<Document>> {
    checkFields(this.#definition, where, sort);
    const { conditions, values } = conditionsOf(where);
    const column = columnOf(sort.field);
    conditions.push(`${column} IS NOT NULL`);
    if (after !== undefined) {
      const { value, id } = decodeCursor(sort, after);
      conditions.push(`(${column}, id) ${sort.direction === 'asc' ? '>' : '<'} (?, ?)`);
      values.push(toColumn(value), id);
    }
    const sql = `SELECT id, document, ${column} FROM ${this.#table} WHERE ${conditions.join(' AND ')}
      ORDER BY ${column} ${sort.direction}, id ${sort.direction} LIMIT ?`;
    // One more than asked for shows whether there is a next page.
    const rows = this.#read('find', Object.keys(where), () => this.#reader.all<FoundRow>(sql, ...values, limit + 1));
    const documents = rows.slice(0, limit).map(([, text]) => parse<Document>(text));
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    if (!last) return { documents };
    return { documents, next: encodeCursor(sort, { value: fromColumn(last[2]), id: last[0] }) };
  }

  async count(where: Where<Document> = {}): Promise<number> {
    checkFields(this.#definition, where);
    const { conditions, values } = conditionsOf(where);
    // Counts in an index alone where there is one.
    if (conditions.length === 0) conditions.push(`${this.#anyField} IS NOT NULL`);
    const sql = `SELECT count(*) FROM ${this.#table} WHERE ${conditions.join(' AND ')}`;
    return this.#read('count', Object.keys(where), () => this.#reader.get<[number]>(sql, ...values)?.[0] ?? 0);
  }

  #read<Result>(operation: 'find' | 'count', keys: readonly string[], work: () => Result): Result {
    return this.#reader.read({ operation, collection: this.#collection, keys }, work);
  }
}

function conditionsOf(where: object): { conditions: string[]; values: (string | number)[] } {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  for (const [field, value] of Object.entries(where)) {
    conditions.push(`${columnOf(field)} = ?`);
    values.push(toColumn(value));
  }
  return { conditions, values };
}

function parse<Document>(text: string): Document {
  return JSON.parse(text) as Document;
}
