import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ReadModel } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { describeWithMongo } from '#testing/store-mongo';

interface Item {
  readonly rank: number;
}

const definition = { name: 'items', version: 1, indexes: [['rank']] } as const;
const APPLIERS = 3;
const ROUNDS = 25;
const IDS = Array.from({ length: 20 }, (_, n) => `item-${n}`);

describeWithMongo(
  'several appliers at the same moment, which the server does not line up',
  (server) => {
    let stores: MongoStore[];
    let models: ReadModel<Item>[];

    beforeEach(async () => {
      const uri = server().freshDatabase();
      stores = [];
      models = [];
      for (let n = 0; n < APPLIERS; n++) {
        const store = await MongoStore.open({ uri });
        stores.push(store);
        models.push(await store.readModels.open<Item>(definition));
      }
      await stores[0]?.leases.claim('items.v1.g1', undefined);
    });
    afterEach(() => Promise.all(stores.map((store) => store.close())));

    /** Puts some and removes some, in an order of its own. */
    async function applyAll(applier: number, round: number): Promise<void> {
      const position = applier + 1;
      const ids = IDS.map((id, n) => ({ id: `${id}-${round}`, position, n })).toSorted(() => Math.random() - 0.5);
      const isRemove = ({ n }: { readonly n: number }) => n % APPLIERS === applier && n % 2 === 0;
      const puts = ids
        .filter((each) => !isRemove(each))
        .map(({ id }) => ({ id, position, document: { rank: position } }));
      const removes = ids.filter(isRemove);
      await models[applier]?.apply({ puts, removes, checkpoint: position, epoch: 1 });
    }

    it('leave the newest of each document', async () => {
      const expected = new Map<string, unknown>();
      for (let round = 0; round < ROUNDS; round++) {
        await Promise.all(models.map((_, applier) => applyAll(applier, round)));
        for (const [n, id] of IDS.entries()) {
          const isRemoved = n % APPLIERS === APPLIERS - 1 && n % 2 === 0;
          expected.set(`${id}-${round}`, { position: APPLIERS, ...(!isRemoved && { document: { rank: APPLIERS } }) });
        }
      }

      expect(await models[0]?.folded([...expected.keys()])).toEqual(expected);
      expect(await stores[0]?.leases.read('items.v1.g1')).toMatchObject({ checkpoint: APPLIERS });
    });
  },
  { own: true, serialize: false },
);
