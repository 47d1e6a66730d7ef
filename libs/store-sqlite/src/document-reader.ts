import {
  branchesOf,
  checkFields,
  checkQuery,
  type CursorKey,
  decodeCursor,
  fieldsOf,
  type Folded,
  type Found,
  type Listed,
  pageOf,
  type Query,
  type ReadModelDefinition,
  type Where,
  wordsOf,
} from '#libs/event-sourcing';
import { columnOf, type DocumentTable, fromColumn, quoted, ROW, toColumn } from './document-table.js';
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
  /** The documents that a search finds: words first, since it would look documents up by any other index else. */
  readonly #found: string;
  readonly #words: string | undefined;

  constructor(reader: Reader, definition: ReadModelDefinition<Document>, { name, fields, words }: DocumentTable) {
    this.#reader = reader;
    this.#definition = definition;
    this.#collection = definition.name;
    this.#table = quoted(name);
    this.#found = words === undefined ? this.#table : `${words} CROSS JOIN ${this.#table} ON ${ROW} = ${words}.rowid`;
    this.#words = words;
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

  async find(query: Query<Document>): Promise<Found<Document>> {
    checkQuery(this.#definition, query);
    const { sort, after } = query;
    const cursor = after === undefined ? undefined : decodeCursor(sort, after);
    const branches = branchesOf(query);
    const read = () => branches.map((where) => this.#list(where, query, cursor));
    const lists = this.#read('find', fieldsOf(query), () =>
      branches.length > 1 ? this.#reader.atOneMoment(read) : read(),
    );
    const { documents, ...rest } = pageOf(query, lists);
    return { documents: documents.map((text) => parse<Document>(text)), ...rest };
  }

  #list(
    where: Where<Document>,
    { search, sort, limit }: Query<Document>,
    cursor: CursorKey | undefined,
  ): Listed<string>[] {
    const { conditions, values } = conditionsOf(where);
    if (search !== undefined) {
      conditions.unshift(`${this.#words} MATCH ?`);
      values.unshift(beginningsOf(search));
    }
    const column = columnOf(sort.field);
    conditions.push(`${column} IS NOT NULL`);
    if (cursor) {
      conditions.push(`(${column}, id) ${sort.direction === 'asc' ? '>' : '<'} (?, ?)`);
      values.push(toColumn(cursor.value), cursor.id);
    }
    const sql = `SELECT id, document, ${column} FROM ${search === undefined ? this.#table : this.#found} WHERE ${conditions.join(' AND ')}
      ORDER BY ${column} ${sort.direction}, id ${sort.direction} LIMIT ?`;
    // One more than asked for shows whether there is a next page.
    const rows = this.#reader.all<FoundRow>(sql, ...values, limit + 1);
    return rows.map(([id, document, value]) => ({ id, value: fromColumn(value), document }));
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

/** Whatever has a word that begins so for each of those searched. Words are letters and digits: none ends the quotes. */
function beginningsOf(search: string): string {
  return wordsOf(search)
    .map((word) => `"${word}"*`)
    .join(' AND ');
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
