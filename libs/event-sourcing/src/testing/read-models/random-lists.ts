import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { FieldValue, Folded, Query, Where } from '#libs/event-sourcing';
import { pagesOf } from './pages.js';
import { type Item, ItemsUnderTest, type ReadModelsUnderTest, TEXTS } from './store-under-test.js';

const RUNS = 250;

const value: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.constantFrom(null, 0, 1, 1.5, '', '0', 'a', 'ä', '\ufffd', '\u{1f600}'),
  // JSON knows no negative zero.
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const kind = fc.constantFrom<FieldValue>(null, 1, 'k');
const where = fc.record({ rank: value, kind }, { requiredKeys: [] });
const WORDS = ['ab', 'abc', 'b', 'bc', 'cab'];
const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }).map((some) => some.join(' '));
const fields = fc.record({ rank: value, kind, title: words }, { requiredKeys: [] });
const id = fc.oneof(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.string({ unit: 'binary', maxLength: 2 }));

const changes = fc.uniqueArray(
  fc.record({ id, position: fc.integer({ min: 1, max: 9 }), fields: fc.option(fields, { nil: undefined, freq: 4 }) }),
  { selector: (change) => change.id, maxLength: 12 },
);
const query = fc.record({
  where: fc.oneof(fc.constant({}), where),
  anyOf: fc.option(fc.array(fc.oneof(fc.constant({}), where), { maxLength: 3 }), { nil: undefined }),
  search: fc.option(fc.constantFrom('a', 'ab', 'abc', 'B c', 'b ab', 'd'), { nil: undefined, freq: 2 }),
  sort: fc.record({
    field: fc.constantFrom('rank' as const, 'kind' as const),
    direction: fc.constantFrom('asc' as const, 'desc' as const),
  }),
  limit: fc.integer({ min: 1, max: 5 }),
});

type Change = { readonly id: string; readonly position: number; readonly fields: Omit<Item, 'id'> | undefined };

/** What every store must answer, by the plainest means. */
class ArrayModel {
  readonly #folded = new Map<string, Folded<Item>>();

  apply(batch: readonly Change[]): void {
    for (const { id, position, fields } of batch) {
      if (position <= (this.#folded.get(id)?.position ?? 0)) continue;
      this.#folded.set(id, { position, ...(fields && { document: { id, ...fields } }) });
    }
  }

  folded(ids: readonly string[]): Map<string, Folded<Item>> {
    return new Map([...this.#folded].filter(([id]) => ids.includes(id)));
  }

  find({ where = {}, anyOf, search, sort: { field, direction } }: Query<Item>): Item[] {
    const found = [...this.#folded.values()].flatMap(({ document }) => (document ? [document] : []));
    const matching = found.filter(
      (item) => meets(item, where) && (anyOf?.some((each) => meets(item, each)) ?? true) && reads(item, search),
    );
    const sorted = matching.sort((a, b) => compare(a[field] ?? null, b[field] ?? null) || compare(a.id, b.id));
    return direction === 'asc' ? sorted : sorted.reverse();
  }
}

function meets(item: Item, where: Where<Item>): boolean {
  return Object.entries(where).every(([key, wanted]) => (item[key as keyof Item] ?? null) === wanted);
}

function reads({ title = '' }: Item, search = ''): boolean {
  const has = (beginning: string) => title.split(' ').some((word) => word.startsWith(beginning));
  return search
    .toLowerCase()
    .split(' ')
    .every((word) => word === '' || has(word));
}

function compare(a: FieldValue, b: FieldValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return place(a) - place(b);
}

function place(value: FieldValue): number {
  return value === null ? 0 : ['number', 'string'].indexOf(typeof value) + 1;
}

function chunked(items: readonly Item[], size: number): (readonly Item[])[] {
  const count = Math.max(1, Math.ceil(items.length / size));
  return Array.from({ length: count }, (_, page) => items.slice(page * size, (page + 1) * size));
}

async function apply(items: ItemsUnderTest, batch: readonly Change[]): Promise<void> {
  const puts = batch.flatMap(({ id, position, fields }) =>
    fields ? [{ id, position, document: { id, ...fields } }] : [],
  );
  await items.apply({ puts, removes: batch.filter(({ fields }) => !fields) });
}

export function randomListCases(store: ReadModelsUnderTest): void {
  it('answer as a plain array does', async () => {
    let version = 1;
    const property = fc.asyncProperty(
      fc.array(changes, { minLength: 1, maxLength: 4 }),
      fc.array(query, { minLength: 1, maxLength: 4 }),
      async (batches, queries) => {
        const items = await ItemsUnderTest.open(store.opened, { ...TEXTS, version: ++version });
        const expected = new ArrayModel();
        for (const batch of batches) {
          await apply(items, batch);
          expected.apply(batch);
        }
        const ids = batches.flat().map(({ id }) => id);
        expect(await items.model.folded(ids)).toEqual(expected.folded(ids));
        for (const { anyOf, search, ...plain } of queries) {
          const asked = { ...plain, ...(anyOf && { anyOf }), ...(search !== undefined && { search }) };
          const found = expected.find(asked);
          expect(await pagesOf(items.model, asked)).toEqual(chunked(found, asked.limit));
          expect(await items.model.count(asked.where)).toBe(expected.find(plain).length);
        }
      },
    );

    await fc.assert(property, { numRuns: RUNS });
  }, 60_000);
}
