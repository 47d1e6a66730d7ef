import {
  type Changes,
  DatabaseUnusable,
  LeaseLost,
  type ReadModel,
  type ReadModelDefinition,
  ReadModels,
  wordsIn,
} from '#libs/event-sourcing';
import { type Connections, rowOf, writeCall } from './connections.js';
import { DocumentTable, toColumn } from './document-table.js';
import { DocumentReader } from './document-reader.js';
import { ADVANCE } from './leases.js';
import type { Operation } from './writer-protocol.js';

const DEFINITION = 'SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY rowid';

export class SqliteReadModels extends ReadModels {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    super();
    this.#connections = connections;
  }

  /** @throws {DatabaseUnusable} the stored table has other fields or indexes than the definition */
  async open<Document extends object>(definition: ReadModelDefinition<Document>): Promise<ReadModel<Document>> {
    const table = new DocumentTable(definition);
    const { reader, observe } = this.#connections;
    await observe('background', {}, async () => {
      const call = { operation: 'find', collection: 'sqlite_schema', keys: ['tbl_name'] } as const;
      const stored = () => reader.read(call, () => reader.all<[string]>(DEFINITION, table.name).join());
      if (stored() === '') await this.#define(table);
      if (stored() !== table.definition.join()) {
        throw new DatabaseUnusable(`read model ${table.name} is stored with other indexes: raise its version`);
      }
    });
    return new SqliteReadModel(this.#connections, definition, table);
  }

  async #define({ name, statements }: DocumentTable): Promise<void> {
    const call = writeCall(this.#connections, 'update', name, 0);
    await this.#connections.writer.send({ kind: 'define', table: name, statements }, call, rowOf);
  }
}

class SqliteReadModel<Document extends object> extends DocumentReader<Document> implements ReadModel<Document> {
  readonly lease: string;
  readonly #connections: Connections;
  readonly #collection: string;
  readonly #table: DocumentTable;
  readonly #definition: ReadModelDefinition<Document>;

  constructor(connections: Connections, definition: ReadModelDefinition<Document>, table: DocumentTable) {
    super(connections.reader, definition, table);
    this.lease = table.name;
    this.#connections = connections;
    this.#collection = definition.name;
    this.#table = table;
    this.#definition = definition;
  }

  async apply(changes: Changes<Document>): Promise<void> {
    const { writer, observe } = this.#connections;
    const { operation, batchSize } = this.#operation(changes);
    const call = writeCall(this.#connections, 'update', this.#collection, batchSize);
    const row = await observe('write', call, () => writer.send(operation, call, rowOf));
    if (!row) throw new LeaseLost('another process has taken the lease over');
  }

  #operation({ puts, removes, checkpoint, epoch }: Changes<Document>): { operation: Operation; batchSize: number } {
    const { fields, upsert, words } = this.#table;
    const documents = puts.map(({ id, position, document }) => {
      const columns = fields.map((field) => toColumn(document[field as keyof Document]));
      if (words) columns.push(wordsIn(this.#definition, document).join(' '));
      return [id, position, JSON.stringify(document), ...columns];
    });
    const none = [...fields, ...(words ? [words] : [])].map(() => null);
    const tombstones = removes.map(({ id, position }) => [id, position, null, ...none]);
    const rows = [...documents, ...tombstones];
    const guard = { sql: ADVANCE, values: [checkpoint, this.lease, epoch] };
    return { operation: { kind: 'guarded', guard, write: { sql: upsert, rows } }, batchSize: rows.length };
  }
}
