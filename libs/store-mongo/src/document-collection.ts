import { type Connection, type Model, type mongo, Schema } from 'mongoose';
import {
  DatabaseUnusable,
  type FieldValue,
  leaseOf,
  type ReadModelDefinition,
  toFieldValue,
  wordsIn,
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
  /** By which a search finds it; absent where its model has no text. */
  readonly words?: readonly string[];
}

const documentSchema = new Schema(
  {
    _id: String,
    position: Number,
    live: Boolean,
    document: String,
    fields: Object,
    words: { type: [String], default: undefined },
  },
  SCHEMA_OPTIONS,
);

/** The collection of one generation of a read model. */
export class DocumentCollection {
  readonly name: string;
  readonly model: Model<StoredDocument>;
  readonly stored: mongo.Collection<StoredDocument>;
  readonly #definition: ReadModelDefinition<never>;
  readonly #fields: readonly string[];
  readonly #indexes: readonly Index[];

  constructor(connection: Connection, definition: ReadModelDefinition<never>) {
    this.name = leaseOf(definition);
    const known = connection.models[this.name];
    this.model = known ?? connection.model<StoredDocument>(this.name, documentSchema, this.name);
    const options = { ...SETTLED, writeConcern: DURABLE };
    this.stored = connection.getClient().db(connection.name).collection<StoredDocument>(this.name, options);
    this.#definition = definition;
    this.#fields = [...new Set(definition.indexes.flat())];
    const { indexes, text = [] } = definition;
    this.#indexes = [...indexes.map(indexOf), ...(text.length > 0 ? [textIndexOf(text)] : [])];
  }

  /** @throws {DatabaseUnusable} the stored one has other indexes than the definition */
  async prepare(): Promise<void> {
    // Documents that were put without a field could not be found by it.
    if (this.#indexes.length > 0 && (await this.model.findOne().lean()) === null) await this.#makeIndexes();
    // Others than ours are nobody's business but the operator's.
    const stored = (await storedIndexes(this.stored)).filter(({ name }) => OUR_INDEX.test(name));
    if (listOf(stored) !== listOf(this.#indexes)) {
      throw new DatabaseUnusable(`read model ${this.name} is stored with other indexes: raise its version`);
    }
  }

  live(id: string, position: number, document: object): StoredDocument {
    const fields = this.#fields.map((field) => [stepOf(field), toFieldValue(document[field as keyof object])]);
    const text = JSON.stringify(document);
    const words = this.#definition.text?.length ? { words: wordsIn(this.#definition, document as never) } : {};
    return { _id: id, position, live: true, document: text, fields: Object.fromEntries(fields), ...words };
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

const OUR_INDEX = /^(fields|text)\(/;

export function indexOf(fields: readonly string[]): Index {
  const key = Object.fromEntries(['live', ...fields.map(pathOf), '_id'].map((path) => [path, 1 as const]));
  return { name: `fields(${fields.map(stepOf).join()})`, key };
}

/** Named after the fields, so that a definition of others is another one. */
export function textIndexOf(fields: readonly string[]): Index {
  return { name: `text(${fields.map(stepOf).join()})`, key: { live: 1, words: 1, _id: 1 } };
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
