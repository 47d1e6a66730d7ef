import type { Changes, FieldValue, Leases, ReadModel, ReadModelDefinition, ReadModels } from '#libs/event-sourcing';

/** What a store's spec hands to the contract. */
export interface OpenReadModels {
  readonly readModels: ReadModels;
  readonly leases: Leases;
  close(): Promise<void>;
}

export interface Item {
  readonly id: string;
  readonly rank?: FieldValue;
  readonly kind?: FieldValue;
  readonly size?: FieldValue;
  readonly title?: string;
  readonly body?: string | null;
}

/** `size` leads no index. */
export const ITEMS: ReadModelDefinition<Item> = {
  name: 'items',
  version: 1,
  indexes: [['rank'], ['kind', 'rank'], ['kind', 'size']],
};

export const TEXTS: ReadModelDefinition<Item> = { ...ITEMS, name: 'texts', text: ['title', 'body'] };

/** A read model under a lease of this process. */
export class ItemsUnderTest {
  readonly model: ReadModel<Item>;
  readonly epoch: number;

  private constructor(model: ReadModel<Item>, epoch: number) {
    this.model = model;
    this.epoch = epoch;
  }

  static async open({ readModels, leases }: OpenReadModels, definition = ITEMS): Promise<ItemsUnderTest> {
    const model = await readModels.open(definition);
    const lease = await leases.claim(model.lease, undefined);
    return new ItemsUnderTest(model, lease?.epoch ?? 0);
  }

  apply(changes: Partial<Changes<Item>>): Promise<void> {
    return this.model.apply({ puts: [], removes: [], checkpoint: 1, epoch: this.epoch, ...changes });
  }

  put(position: number, ...documents: readonly Item[]): Promise<void> {
    return this.apply({ puts: documents.map((document) => ({ id: document.id, position, document })) });
  }

  remove(position: number, ...ids: readonly string[]): Promise<void> {
    return this.apply({ removes: ids.map((id) => ({ id, position })) });
  }
}

/** Stands for the store of the case that runs. */
export class ReadModelsUnderTest {
  readonly #openEmpty: () => Promise<OpenReadModels>;
  #opened: OpenReadModels | undefined;
  #items: ItemsUnderTest | undefined;

  constructor(openEmpty: () => Promise<OpenReadModels>) {
    this.#openEmpty = openEmpty;
  }

  get opened(): OpenReadModels {
    if (!this.#opened) throw new Error('no case runs');
    return this.#opened;
  }

  get items(): ItemsUnderTest {
    if (!this.#items) throw new Error('no case runs');
    return this.#items;
  }

  async open(): Promise<void> {
    this.#opened = await this.#openEmpty();
    this.#items = await ItemsUnderTest.open(this.#opened);
  }

  async close(): Promise<void> {
    await this.#opened?.close();
  }
}
