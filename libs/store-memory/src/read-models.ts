import {
  branchesOf,
  type Changes,
  checkFields,
  checkQuery,
  compareKeys,
  type CursorKey,
  decodeCursor,
  fieldsOf,
  type Folded,
  type Found,
  LeaseLost,
  leaseOf,
  pageOf,
  type Query,
  type ReadModel,
  type ReadModelDefinition,
  ReadModels,
  toFieldValue,
  type Where,
  wordsIn,
  wordsOf,
} from '#libs/event-sourcing';
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
  /** Of those that were searched once. */
  readonly #words = new WeakMap<Document, readonly string[]>();

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

  async find(query: Query<Document>): Promise<Found<Document>> {
    checkQuery(this.#definition, query);
    const { sort, after } = query;
    const search = wordsOf(query.search ?? '');
    const cursor = after === undefined ? undefined : decodeCursor(sort, after);
    const ascending = sort.direction === 'asc' ? 1 : -1;
    const compare = (a: CursorKey, b: CursorKey) => ascending * compareKeys(a, b);
    const found = this.#read('find', fieldsOf(query), () =>
      this.#matching(branchesOf(query))
        .filter(({ document }) => search.every((word) => this.#hasWordWith(word, document)))
        .map(({ id, document }) => ({ id, value: toFieldValue(document[sort.field]), document }))
        .filter((key) => !cursor || compare(key, cursor) > 0)
        .toSorted(compare),
    );
    return pageOf(query, [found]);
  }

  async count(where: Where<Document> = {}): Promise<number> {
    checkFields(this.#definition, where);
    return this.#read('count', Object.keys(where), () => this.#matching([where]).length);
  }

  #matching(branches: readonly Where<Document>[]): { id: string; document: Document }[] {
    const conditions = branches.map((where) => conditionOf(where));
    const matching = [];
    for (const [id, { document }] of this.#documents) {
      if (document && conditions.some((holds) => holds(document))) matching.push({ id, document });
    }
    return matching;
  }

  #hasWordWith(beginning: string, document: Document): boolean {
    let words = this.#words.get(document);
    if (!words) this.#words.set(document, (words = wordsIn(this.#definition, document)));
    return words.some((word) => word.startsWith(beginning));
  }

  #read<Result>(operation: 'find' | 'count', keys: readonly string[], work: () => Result): Result {
    return this.#memory.read(operation, this.#definition.name, keys, work);
  }
}

function conditionOf<Document>(where: Where<Document>): (document: Document) => boolean {
  const fields = Object.entries(where).map(([field, value]) => [field as keyof Document, toFieldValue(value)] as const);
  return (document) => fields.every(([field, value]) => toFieldValue(document[field]) === value);
}

/** Without a document a tombstone. */
function folded<Document>(id: string, position: number, document?: Document): [string, Folded<Document>] {
  const copy = document && { document: frozenFrom<Document>(JSON.stringify(document)) };
  return [id, Object.freeze({ position, ...copy })];
}
