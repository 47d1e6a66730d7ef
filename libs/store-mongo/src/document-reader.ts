import {
  branchesOf,
  checkFields,
  checkQuery,
  type CursorKey,
  decodeCursor,
  type Folded,
  type Found,
  type Listed,
  pageOf,
  type Query,
  type ReadModelDefinition,
  toFieldValue,
  type Where,
  wordsOf,
} from '#libs/event-sourcing';
import { type DocumentCollection, pathOf, textIndexOf } from './document-collection.js';
import { filterAfter, filterOf, filterSearched } from './document-filter.js';
import { hintForCount, hintForList } from './document-hint.js';
import { settled } from './settled.js';

/** The reading half of a read model. */
export class DocumentReader<Document extends object> {
  readonly #definition: ReadModelDefinition<Document>;
  readonly #model: DocumentCollection['model'];

  constructor(definition: ReadModelDefinition<Document>, { model }: DocumentCollection) {
    this.#definition = definition;
    this.#model = model;
  }

  async folded(ids: readonly string[]): Promise<ReadonlyMap<string, Folded<Document>>> {
    if (ids.length === 0) return new Map();
    const filter = { _id: { $in: [...new Set(ids)] } };
    const projection = { position: 1, document: 1 };
    const found = await settled(() => this.#model.find(filter, projection, { batchSize: ids.length + 1 }).lean());
    return new Map(
      found.map(({ _id, position, document: text }) => [
        _id,
        { position, ...(text !== undefined && { document: parse<Document>(text) }) },
      ]),
    );
  }

  async get(id: string): Promise<Document | undefined> {
    const found = await settled(() => this.#model.findOne({ _id: id }, { document: 1 }).lean());
    return found?.document === undefined ? undefined : parse(found.document);
  }

  async find(query: Query<Document>): Promise<Found<Document>> {
    checkQuery(this.#definition, query);
    const { sort, after } = query;
    const cursor = after === undefined ? undefined : decodeCursor(sort, after);
    const lists = await settled(() => Promise.all(branchesOf(query).map((where) => this.#list(where, query, cursor))));
    return pageOf(query, lists);
  }

  async #list(
    where: Where<Document>,
    { search, sort, limit }: Query<Document>,
    cursor: CursorKey | undefined,
  ): Promise<Listed<Document>[]> {
    const listed = cursor ? filterAfter(where, sort, cursor) : filterOf(where);
    const filter = search === undefined ? listed : filterSearched(listed, wordsOf(search));
    const direction = sort.direction === 'asc' ? 1 : -1;
    // One more than asked for shows whether there is a next page.
    const most = { limit: limit + 1, batchSize: limit + 1 };
    const { indexes, text = [] } = this.#definition;
    const hint = search === undefined ? hintForList(indexes, where, sort.field) : { hint: textIndexOf(text).name };
    const options = { sort: { [pathOf(sort.field)]: direction, _id: direction }, ...most, ...hint } as const;
    const found = await this.#model.find(filter, { document: 1 }, options).lean();
    return found.map(({ _id: id, document: json = 'null' }) => {
      const document = parse<Document>(json);
      return { id, value: toFieldValue(document[sort.field]), document };
    });
  }

  async count(where: Where<Document> = {}): Promise<number> {
    checkFields(this.#definition, where);
    const hint = hintForCount(this.#definition.indexes, where);
    return settled(() => this.#model.countDocuments(filterOf(where), hint));
  }
}

function parse<Document>(text: string): Document {
  return JSON.parse(text) as Document;
}
