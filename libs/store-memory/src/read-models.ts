import {
  type Changes,
  checkFields,
  type CursorKey,
  decodeCursor,
  encodeCursor,
  type Folded,
  type Found,
  LeaseLost,
  leaseOf,
  type Query,
  type ReadModel,
  type ReadModelDefinition,
  ReadModels,
  toFieldValue,
  type Where,
} from '#libs/event-sourcing';
import { compareKeys } from './field-order.js';
import type { MemoryLeases } from './leases.js';
import { frozenFrom, type Memory } from './memory.js';

type Documents<Document> = Map<string, Folded<Document>>;

export class MemoryReadModels extends ReadModels {
  readonly #memory: Memory;
  readonly #leases: MemoryLeases;
  readonly #models = new Map<string, Documents<unknown>>();

  constructor(memory: Memory, leases: MemoryLeases) {
    super();
    this.#memory = memory;
    this.#leases = leases;
  }

  async open<Document extends object>(definition: ReadModelDefinition<Document>): Promise<ReadModel<Document>> {
    const name = leaseOf(definition);
    const documents = this.#memory.observe('background', {}, () =>
      this.#memory.read('find', name, [], () => this.#models.get(name) ?? new Map<string, Folded<unknown>>()),
    );
    this.#models.set(name, documents);
    return new MemoryReadModel(this.#memory, this.#leases, definition, documents as Documents<Document>);
  }
}

class MemoryReadModel<Document extends object> implements ReadModel<Document> {
  readonly lease: string;
  readonly #memory: Memory;
  readonly #leases: MemoryLeases;
  readonly #definition: ReadModelDefinition<Document>;
  readonly #documents: Documents<Document>;

  constructor(
    memory: Memory,
    leases: MemoryLeases,
    definition: ReadModelDefinition<Document>,
    documents: Documents<Document>,
  ) {
    this.lease = leaseOf(definition);
    this.#memory = memory;
    this.#leases = leases;
    this.#definition = definition;
    this.#documents = documents;
  }

  async apply({ puts, removes, checkpoint, epoch }: Changes<Document>): Promise<void> {
    const changed: [string, Folded<Document>][] = [
      ...puts.map(({ id, position, document }) => folded(id, position, document)),
      ...removes.map(({ id, position }) => folded<Document>(id, position)),
    ];
    this.#memory.write('update', this.#definition.name, changed.length, () => {
      if (!this.#leases.moveCheckpoint(this.lease, epoch, checkpoint)) {
        throw new LeaseLost('another process has taken the lease over');
      }
      for (const [id, newer] of changed) {
        if (newer.position > (this.#documents.get(id)?.position ?? -1)) this.#documents.set(id, newer);
      }
    });
  }

  async folded(ids: readonly string[]): Promise<ReadonlyMap<string, Folded<Document>>> {
    return this.#read('find', ['id'], () => {
      const found = ids.map((id) => [id, this.#documents.get(id)] as const);
      return new Map(found.filter((entry): entry is [string, Folded<Document>] => entry[1] !== undefined));
    });
  }

  async get(id: string): Promise<Document | undefined> {
    return this.#read('find', ['id'], () => this.#documents.get(id)?.document);
  }

  async find({ where = {}, sort, limit, after }: Query<Document>): Promise<Found<Document>> {
    checkFields(this.#definition, where, sort);
    const cursor = after === undefined ? undefined : decodeCursor(sort, after);
    const ascending = sort.direction === 'asc' ? 1 : -1;
    const compare = (a: CursorKey, b: CursorKey) => ascending * compareKeys(a, b);
    const found = this.#read('find', Object.keys(where), () =>
      this.#matching(where)
        .map(({ id, document }) => ({ id, value: toFieldValue(document[sort.field]), document }))
        .filter((key) => !cursor || compare(key, cursor) > 0)
        .toSorted(compare),
    );
    const documents = found.slice(0, limit).map(({ document }) => document);
    const last = found.length > limit ? found[limit - 1] : undefined;
    return last ? { documents, next: encodeCursor(sort, last) } : { documents };
  }

  async count(where: Where<Document> = {}): Promise<number> {
    checkFields(this.#definition, where);
    return this.#read('count', Object.keys(where), () => this.#matching(where).length);
  }

  #matching(where: Where<Document>): { id: string; document: Document }[] {
    const conditions = Object.entries(where).map(
      ([field, value]) => [field as keyof Document, toFieldValue(value)] as const,
    );
    const matching = [];
    for (const [id, { document }] of this.#documents) {
      if (document && conditions.every(([field, value]) => toFieldValue(document[field]) === value)) {
        matching.push({ id, document });
      }
    }
    return matching;
  }

  #read<Result>(operation: 'find' | 'count', keys: readonly string[], work: () => Result): Result {
    return this.#memory.read(operation, this.#definition.name, keys, work);
  }
}

/** Without a document a tombstone. */
function folded<Document>(id: string, position: number, document?: Document): [string, Folded<Document>] {
  const copy = document && { document: frozenFrom<Document>(JSON.stringify(document)) };
  return [id, Object.freeze({ position, ...copy })];
}
