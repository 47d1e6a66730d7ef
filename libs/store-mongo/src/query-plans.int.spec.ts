import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import type { FieldValue, LogFilter, Put, ReadModel, ReadModelDefinition, Where } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { commitOf, part } from '#testing/event-sourcing';
import { describeWithMongo, type WireExchange, WireProxy } from '#testing/store-mongo';

type Fields = Readonly<Record<string, FieldValue>>;
type Definition = ReadModelDefinition<Fields>;

interface List {
  readonly where: Where<Fields>;
  readonly field: string;
  /** The one that holds it in its order, where there is one. */
  readonly index?: string;
}

/** As the API lists tasks. */
const TASKS: Definition = {
  name: 'tasks',
  version: 1,
  indexes: [
    ['created_at'],
    ['updated_at'],
    ['status', 'created_at'],
    ['priority', 'created_at'],
    ['assignee_id', 'created_at'],
    ['created_by', 'created_at'],
    ['department', 'created_at'],
  ],
};
const FILTERS = ['status', 'priority', 'assignee_id', 'created_by', 'department'];
const LISTS: readonly List[] = [
  { where: {}, field: 'created_at', index: 'fields(created_at)' },
  { where: {}, field: 'updated_at', index: 'fields(updated_at)' },
  ...FILTERS.map((name) => ({ where: { [name]: 'one' }, field: 'created_at', index: `fields(${name},created_at)` })),
  { where: { assignee_id: null }, field: 'created_at', index: 'fields(assignee_id,created_at)' },
];

/** Fields of any type, and an index that begins like another. */
const ITEMS: Definition = { name: 'items', version: 1, indexes: [['rank'], ['kind', 'rank'], ['kind', 'size']] };
const ITEM_LISTS: readonly List[] = [
  { where: {}, field: 'rank', index: 'fields(rank)' },
  { where: {}, field: 'kind' },
  { where: { kind: 'one' }, field: 'rank', index: 'fields(kind,rank)' },
  { where: { rank: 2 }, field: 'rank', index: 'fields(rank)' },
];

function taskOf(n: number): Fields {
  const filters = FILTERS.map((name) => [name, n % 2 === 0 ? 'one' : null]);
  return { ...Object.fromEntries(filters), created_at: `${n}`, updated_at: `${n}` };
}

/** One step of a plan, as the test server tells it. */
interface Step {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly IndexDetails?: readonly { readonly indexName: string; readonly indexBounds?: readonly string[] }[];
  readonly Plans?: readonly Step[];
}

function stepsOf(step: Step): Step[] {
  return [step, ...(step.Plans ?? []).flatMap(stepsOf)];
}

describeWithMongo(
  'plans of the database',
  (server) => {
    let proxy: WireProxy;
    let store: MongoStore;
    let client: mongo.MongoClient;

    beforeAll(async () => {
      proxy = await WireProxy.start(server().uri);
      const uri = server().freshDatabase();
      client = await mongo.MongoClient.connect(uri);
      store = await MongoStore.open({ uri: proxy.uri(new URL(uri).pathname.slice(1)) });
    });
    afterAll(async () => {
      await store.close();
      await client.close();
      await proxy.stop();
    });

    async function fill(definition: Definition, fieldsOf: (n: number) => Fields): Promise<ReadModel<Fields>> {
      const model = await store.readModels.open(definition);
      await store.leases.claim(model.lease, undefined);
      const numbers = Array.from({ length: 500 }, (_, n) => n);
      const puts: Put<Fields>[] = numbers.map((n) => ({ id: `live-${n}`, position: 1, document: fieldsOf(n) }));
      const removes = numbers.map((n) => ({ id: `gone-${n}`, position: 1 }));
      await model.apply({ puts, removes, checkpoint: 1, epoch: 1 });
      return model;
    }

    /** Of a call that was made, or of the look-up that an update begins with. */
    async function explain({ body: { lsid: _lsid, $db: _db, ...command } }: WireExchange): Promise<Step[]> {
      const [update] = (command.updates ?? []) as { readonly q: object }[];
      const asked = update ? { find: command.update, filter: update.q } : command;
      const { queryPlanner } = await client.db().command({ explain: asked });
      return stepsOf((queryPlanner as { readonly Plan: Step }).Plan);
    }

    /** The steps of all that the work asks for; none may walk through a whole collection. */
    async function planOf(work: () => Promise<unknown>): Promise<Step[]> {
      const rule = proxy.on(({ collection }) => collection !== undefined);
      await work();
      rule.end();
      const plans = await Promise.all(rule.exchanges.map(explain));
      for (const steps of plans) expect(indexesOf(steps)).not.toEqual([]);
      expect(plans.flat().filter((step) => step['Node Type'] === 'Seq Scan')).toEqual([]);
      return plans.flat();
    }

    const indexesOf = (steps: readonly Step[]) => steps.flatMap((step) => step['Index Name'] ?? []);
    const boundsOf = (steps: readonly Step[]) =>
      steps.flatMap(({ IndexDetails = [] }) => IndexDetails.flatMap(({ indexBounds = [] }) => indexBounds));

    describe('of the log', () => {
      const startOf = ({ backwards }: LogFilter) => (backwards ? Number.POSITIVE_INFINITY : 0);
      beforeAll(async () => {
        const numbers = Array.from({ length: 2_000 }, (_, n) => n);
        await Promise.all(numbers.map((n) => store.events.append(commitOf(n, { streams: [part(`task-${n}`, 0)] }))));
      });

      it.each<[LogFilter]>([
        [{ streams: ['task-1', 'task-2'] }],
        [{ streams: ['task-1', 'task-2'], backwards: true }],
        [{ streams: ['task-1'], types: ['task.noted.v1'] }],
      ])('a page of %j is found by the streams, and read by its positions', async (filter) => {
        const steps = await planOf(() => store.events.readAll(startOf(filter), 10, filter));

        expect(new Set(indexesOf(steps))).toEqual(new Set(['_id_', 'stream_version']));
        const slots = boundsOf(steps).filter((bounds) => bounds.includes('"parts.slot"'));
        expect(slots).toContain('["parts.slot": ["task-1@", "task-1A")]');
        expect(slots.join()).not.toContain('MinKey');
      });

      it.each<[LogFilter]>([
        [{ backwards: true }],
        [{ types: ['task.noted.v1'] }],
        [{ types: ['task.noted.v1'], backwards: true }],
      ])('a page of %j is read in order', async (filter) => {
        const steps = await planOf(() => store.events.readAll(startOf(filter), 10, filter));

        expect(new Set(indexesOf(steps))).toEqual(new Set(['_id_']));
        expect(steps.filter((step) => step['Node Type'] === 'Sort')).toEqual([]);
      });
    });

    describe.each<[string, Definition, (n: number) => Fields, readonly List[]]>([
      ['tasks', TASKS, taskOf, LISTS],
      ['items', ITEMS, (n) => ({ rank: n % 3 === 0 ? 2 : `${n}`, kind: n % 2 === 0 ? 'one' : n }), ITEM_LISTS],
    ])('of %s', (_, definition, fieldsOf, lists) => {
      let model: ReadModel<Fields>;
      beforeAll(async () => {
        model = await fill(definition, fieldsOf);
      });

      const cases = lists.flatMap((list) => (['asc', 'desc'] as const).map((direction) => ({ ...list, direction })));
      const declared = definition.indexes.map((fields) => `fields(${fields.join()})`);

      it.each(cases)(
        '$where by $field $direction is read from an index',
        async ({ where, field, direction, index }) => {
          const steps = await planOf(() => model.find({ where, sort: { field, direction }, limit: 10 }));

          expect(index === undefined ? declared : [index]).toEqual(expect.arrayContaining(indexesOf(steps)));
          for (const bounds of boundsOf(steps)) {
            expect(bounds).toContain('"live": [true, true]');
            for (const filter of Object.keys(where))
              expect(bounds).not.toContain(`"fields.${filter}": (MinKey, MaxKey)`);
          }
        },
      );

      it.each(cases)(
        '$where by $field $direction goes on where a page ended',
        async ({ where, field, direction, index }) => {
          const after = Buffer.from(JSON.stringify([field, direction, '250', 'id'])).toString('base64url');
          const steps = await planOf(() => model.find({ where, sort: { field, direction }, limit: 10, after }));

          expect(index === undefined ? declared : [index]).toEqual(expect.arrayContaining(indexesOf(steps)));
          for (const bounds of boundsOf(steps)) {
            expect(bounds).toContain('"live": [true, true]');
            // Under a filter this server reads all that meets it, and drops what the page went past.
            if (Object.keys(where).length === 0) expect(bounds).not.toContain(`"fields.${field}": (MinKey, MaxKey)`);
          }
        },
      );

      it.each(['asc', 'desc'] as const)('any of several is read from an index for each, %s', async (direction) => {
        const several = lists.filter(({ where, index }) => index !== undefined && Object.keys(where).length > 0);
        const [{ field } = { field: '' }] = several;
        const branches = several.filter((list) => list.field === field);
        const anyOf = branches.map(({ where }) => where);
        const steps = await planOf(() => model.find({ anyOf, sort: { field, direction }, limit: 10 }));

        expect(indexesOf(steps).toSorted()).toEqual(branches.map(({ index }) => index).toSorted());
      });

      it('a search is read from the index of the words, under any filter and after a cursor', async () => {
        const texts = { ...definition, name: `${definition.name}_texts`, text: ['title'] };
        const searched = await fill(texts, (n) => ({ ...fieldsOf(n), title: `word${n} common` }));
        const [{ field } = { field: '' }] = lists;
        const after = Buffer.from(JSON.stringify([field, 'asc', '250', 'id'])).toString('base64url');
        for (const { where } of lists) {
          const query = { where, search: 'word7', sort: { field, direction: 'asc' }, limit: 10 } as const;
          const steps = await planOf(() => Promise.all([searched.find(query), searched.find({ ...query, after })]));

          expect(new Set(indexesOf(steps))).toEqual(new Set(['text(title)']));
          for (const bounds of boundsOf(steps)) {
            expect(bounds).toContain('"live": [true, true]');
            expect(bounds).toMatch(/"words": \[("word7", "word8"\)|\{ "\$regularExpression")/);
          }
        }
      });

      it('counts and single documents too', async () => {
        const counted = await planOf(() => Promise.all([model.count(), model.count(lists.at(-1)?.where)]));
        expect(declared).toEqual(expect.arrayContaining(indexesOf(counted)));

        const got = await planOf(() => Promise.all([model.get('live-1'), model.folded(['live-1', 'gone-1'])]));
        expect(new Set(indexesOf(got))).toEqual(new Set(['_id_']));
      });

      it('what an apply and a lease look up is found by its id', async () => {
        const puts = [{ id: 'live-1', position: 2, document: fieldsOf(1) }];
        const applied = await planOf(() => model.apply({ puts, removes: [], checkpoint: 2, epoch: 1 }));

        expect(indexesOf(applied)).toEqual(['_id_', '_id_', '_id_']);
      });
    });
  },
  { own: true },
);
