import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { commitOf, readLog } from '#testing/event-sourcing';
import { describeWithMongo } from '#testing/store-mongo';

describe.each([true, false])(
  'processes that start at the same moment, with the front of the test server: %s',
  (serialize) => {
    describeWithMongo(
      'on a new database',
      (server) => {
        it('all come up, and append to one log', async () => {
          for (let round = 0; round < 5; round++) {
            const uri = server().freshDatabase();
            const stores = await Promise.all(Array.from({ length: 6 }, () => MongoStore.open({ uri })));
            const definition = { name: 'notes', version: 1, indexes: [['text']] } as const;
            await Promise.all(stores.map(({ readModels }) => readModels.open<{ text: string }>(definition)));
            await Promise.all(stores.map(({ events }, n) => events.append(commitOf(n))));

            expect((await readLog(stores[0]?.events as EventStore)).map(({ position }) => position)).toEqual([
              1, 2, 3, 4, 5, 6,
            ]);
            await Promise.all(stores.map((store) => store.close()));
          }
        });
      },
      { serialize },
    );
  },
);
