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
  readonly definition: readonly string[];
  readonly upsert: string;

  constructor(model: ReadModelDefinition<never>) {
    this.name = leaseOf(model);
    this.fields = [...new Set(model.indexes.flat())];
    const columns = this.fields.map(columnOf);
    const table = quoted(this.name);
    const typed = ['id TEXT PRIMARY KEY', 'position INTEGER NOT NULL', 'document TEXT'];
    this.definition = [
      `CREATE TABLE ${table} (${[...typed, ...columns.map((column) => `${column} ANY`)].join(', ')}) STRICT`,
      ...model.indexes.map((fields) => {
        const keys = [...fields.map(columnOf), 'id'];
        const name = quoted(`${this.name}(${fields.join()})`);
        return `CREATE INDEX ${name} ON ${table} (${keys.join(', ')}) WHERE ${keys[0]} IS NOT NULL`;
      }),
    ];
    const all = ['id', 'position', 'document', ...columns];
    const newer = all.slice(1).map((column) => `${column} = excluded.${column}`);
    this.upsert = `INSERT INTO ${table} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})
      ON CONFLICT (id) DO UPDATE SET ${newer.join(', ')} WHERE position < excluded.position`;
  }
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
