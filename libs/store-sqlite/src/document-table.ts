import { type FieldValue, leaseOf, type ReadModelDefinition, toFieldValue } from '#libs/event-sourcing';

/**
 * Null as a field is stored: below every number and string, and unlike SQL's NULL it compares. So a page can go on
 * after it by `(field, id) > (?, ?)`, which an index serves.
 */
const NULL_VALUE = Number.NEGATIVE_INFINITY;

/**
 * The table of one generation of a read model: its names and its SQL. In a tombstone the document and all fields are
 * SQL's NULL. So it stands in no index, and whatever compares a field passes over it.
 */
export class DocumentTable {
  readonly name: string;
  readonly fields: readonly string[];
  /** As the database tells it. */
  readonly definition: readonly string[];
  /** Where the model has text: the table of the words by which documents are found, which follows the documents'. */
  readonly words: string | undefined;
  /** That make it. */
  readonly statements: readonly string[];
  readonly upsert: string;

  constructor(model: ReadModelDefinition<never>) {
    this.name = leaseOf(model);
    this.fields = [...new Set(model.indexes.flat())];
    const columns = this.fields.map(columnOf);
    const table = quoted(this.name);
    // Named after the fields, so that a definition of others is another one.
    const list = model.text?.length ? quoted(`words(${model.text.join()})`) : undefined;
    this.words = list && quoted(`${this.name}.words`);
    const key = list ? [`${ROW} INTEGER PRIMARY KEY`, 'id TEXT NOT NULL UNIQUE'] : ['id TEXT PRIMARY KEY'];
    const typed = [...key, 'position INTEGER NOT NULL', 'document TEXT'];
    this.definition = [
      `CREATE TABLE ${table} (${[...typed, ...columns.map((column) => `${column} ANY`), ...(list ? [`${list} TEXT`] : [])].join(', ')}) STRICT`,
      ...model.indexes.map((fields) => {
        const keys = [...fields.map(columnOf), 'id'];
        const name = quoted(`${this.name}(${fields.join()})`);
        return `CREATE INDEX ${name} ON ${table} (${keys.join(', ')}) WHERE ${keys[0]} IS NOT NULL`;
      }),
      ...(list && this.words ? triggersOf(this.name, this.words, list) : []),
    ];
    this.statements = [
      ...(this.words ? [`CREATE VIRTUAL TABLE ${this.words} ${INDEX_OF_WORDS}`] : []),
      ...this.definition,
    ];
    const all = ['id', 'position', 'document', ...columns, ...(list ? [list] : [])];
    const newer = all.slice(1).map((column) => `${column} = excluded.${column}`);
    this.upsert = `INSERT INTO ${table} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})
      ON CONFLICT (id) DO UPDATE SET ${newer.join(', ')} WHERE position < excluded.position`;
  }
}

/** Joins a document and its words: it stays the same when the file is compacted, as a row's hidden number need not. */
export const ROW = 'row';

/**
 * Words come as the kernel makes them, so that a space ends each and all else is part of one. A table of words and ids
 * instead made a create of thirty words twice as dear: it has a page to write for each word, and this index does not.
 */
const INDEX_OF_WORDS = `USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii')`;

/** They run where a document is really written, and only where its words have changed. */
function triggersOf(name: string, words: string, list: string): string[] {
  const table = quoted(name);
  const remove = `DELETE FROM ${words} WHERE rowid = old.${ROW};`;
  const add = `INSERT INTO ${words} (rowid, words) SELECT new.${ROW}, new.${list} WHERE new.${list} IS NOT NULL;`;
  return [
    `CREATE TRIGGER ${quoted(`${name}.put`)} AFTER INSERT ON ${table} BEGIN ${add} END`,
    `CREATE TRIGGER ${quoted(`${name}.changed`)} AFTER UPDATE ON ${table}
      WHEN old.${list} IS NOT new.${list} BEGIN ${remove} ${add} END`,
  ];
}

export function columnOf(field: string): string {
  return quoted(`field_${field}`);
}

export function toColumn(value: unknown): string | number {
  return toFieldValue(value) ?? NULL_VALUE;
}

export function fromColumn(value: string | number): FieldValue {
  return value === NULL_VALUE ? null : value;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
