import { type Connection, type Model, type mongo, Schema } from 'mongoose';
import {
  DatabaseUnusable,
  type FieldValue,
  leaseOf,
  type ReadModelDefinition,
  toFieldValue,
} from '#libs/event-sourcing';
import { DURABLE, SCHEMA_OPTIONS, SETTLED } from './connection.js';
import { describeIndex, type Index, isIndexConflict, storedIndexes } from './indexes.js';

/**
 * A document as it is stored. Its JSON is kept as text: what comes back is what was put, alike in every store. In a
 * tombstone there are its id and position alone.
 */
export interface StoredDocument {
  readonly _id: string;
  readonly position: number;
  /** Leads every index, so that no list walks over tombstones. */
  readonly live?: true;
  readonly document?: string;
  /** What the indexes are of. */
  readonly fields?: Readonly<Record<string, FieldValue>>;
}

const documentSchema = new Schema(
  { _id: String, position: Number, live: Boolean, document: String, fields: Object },
  SCHEMA_OPTIONS,
);

/** The collection of one generation of a read model. */
export class DocumentCollection {
  readonly name: string;
  readonly model: Model<StoredDocument>;
  readonly stored: mongo.Collection<StoredDocument>;
  readonly #fields: readonly string[];
  readonly #indexes: readonly Index[];

  constructor(connection: Connection, definition: ReadModelDefinition<never>) {
    this.name = leaseOf(definition);
    const known = connection.models[this.name];
    this.model = known ?? connection.model<StoredDocument>(this.name, documentSchema, this.name);
    const options = { ...SETTLED, writeConcern: DURABLE };
    this.stored = connection.getClient().db(connection.name).collection<StoredDocument>(this.name, options);
    this.#fields = [...new Set(definition.indexes.flat())];
    this.#indexes = definition.indexes.map(indexOf);
  }

  /** @throws {DatabaseUnusable} the stored one has other indexes than the definition */
  async prepare(): Promise<void> {
    // Documents that were put without a field could not be found by it.
    if (this.#indexes.length > 0 && (await this.model.findOne().lean()) === null) await this.#makeIndexes();
    // Others than ours are nobody's business but the operator's.
    const stored = (await storedIndexes(this.stored)).filter(({ name }) => name.startsWith(INDEX_NAME));
    if (listOf(stored) !== listOf(this.#indexes)) {
      throw new DatabaseUnusable(`read model ${this.name} is stored with other indexes: raise its version`);
    }
  }

  live(id: string, position: number, document: object): StoredDocument {
    const fields = this.#fields.map((field) => [stepOf(field), toFieldValue(document[field as keyof object])]);
    const text = JSON.stringify(document);
    return { _id: id, position, live: true, document: text, fields: Object.fromEntries(fields) };
  }

  /** Where some of their names or keys are taken, what is stored tells. */
  async #makeIndexes(): Promise<void> {
    try {
      await this.stored.createIndexes([...this.#indexes]);
    } catch (error) {
      if (!isIndexConflict(error)) throw error;
    }
  }
}

const INDEX_NAME = 'fields(';

export function indexOf(fields: readonly string[]): Index {
  const key = Object.fromEntries(['live', ...fields.map(pathOf), '_id'].map((path) => [path, 1 as const]));
  return { name: `${INDEX_NAME}${fields.map(stepOf).join()})`, key };
}

function listOf(indexes: readonly Index[]): string {
  return indexes.map(describeIndex).toSorted().join();
}

/** Where the value of a document's field is kept. */
export function pathOf(field: string): string {
  return `fields.${stepOf(field)}`;
}

/** A dot, a dollar or nothing would mean something else to the database. */
function stepOf(field: string): string {
  return encodeURIComponent(field).replaceAll('.', '%2E') || '%';
}
