import { type Changes, LeaseLost, type ReadModel, type ReadModelDefinition, ReadModels } from '#libs/event-sourcing';
import type { Connections } from './connection.js';
import { DocumentCollection } from './document-collection.js';
import { DocumentReader } from './document-reader.js';
import { writeNewer } from './guarded-writes.js';
import { MongoLeases } from './leases.js';
import { settled } from './settled.js';

export class MongoReadModels extends ReadModels {
  readonly #connections: Connections;
  readonly #leases: MongoLeases;

  constructor(connections: Connections, leases: MongoLeases) {
    super();
    this.#connections = connections;
    this.#leases = leases;
  }

  /** @throws {DatabaseUnusable} the stored collection has other indexes than the definition */
  async open<Document extends object>(definition: ReadModelDefinition<Document>): Promise<ReadModel<Document>> {
    const { connection, observe } = this.#connections;
    const collection = new DocumentCollection(connection, definition);
    await observe('background', {}, () => settled(() => collection.prepare()));
    return new MongoReadModel(this.#leases, definition, collection);
  }
}

class MongoReadModel<Document extends object> extends DocumentReader<Document> implements ReadModel<Document> {
  readonly lease: string;
  readonly #leases: MongoLeases;
  readonly #collection: DocumentCollection;

  constructor(leases: MongoLeases, definition: ReadModelDefinition<Document>, collection: DocumentCollection) {
    super(definition, collection);
    this.lease = collection.name;
    this.#leases = leases;
    this.#collection = collection;
  }

  /** The checkpoint comes last: what is lost in between is folded again, and found done. */
  async apply({ puts, removes, checkpoint, epoch }: Changes<Document>): Promise<void> {
    const documents = [
      ...puts.map(({ id, position, document }) => this.#collection.live(id, position, document)),
      ...removes.map(({ id, position }) => ({ _id: id, position })),
    ];
    if (documents.length > 0) {
      const lease = await this.#leases.read(this.lease);
      if (lease?.epoch !== epoch) throw lost();
      await settled(() => writeNewer(this.#collection.stored, documents));
    }
    if (!(await this.#leases.advance(this.lease, epoch, checkpoint))) throw lost();
  }
}

function lost(): LeaseLost {
  return new LeaseLost('another process has taken the lease over');
}
