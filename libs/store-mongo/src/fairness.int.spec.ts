import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MongoStore } from '#libs/store-mongo';
import { commitOf } from '#testing/event-sourcing';
import { describeWithMongo } from '#testing/store-mongo';
import { ChildProgram, killChildren } from '#testing/store-sqlite';

const BUSY_WRITER = new URL('./testing/busy-writer.ts', import.meta.url).href;
const COMMITS = 50;
const BATCHES = 150;

afterAll(() => killChildren());

describe.each([
  ['one write at a time', { serialize: true }],
  ['writes that meet in the database', { serialize: false, own: true }],
])('on a server with %s', (_how, options) => {
  describeWithMongo(
    'of two processes at one log',
    (server) => {
      let uri: string;
      let store: MongoStore;
      beforeEach(async () => {
        uri = server().freshDatabase();
        store = await MongoStore.open({ uri });
      });
      afterEach(async () => {
        killChildren();
        await store.close();
      });

      it('one that always has a batch lets in each single commit of the other', async () => {
        const busy = new ChildProgram(BUSY_WRITER, [uri]);
        await busy.told(1);
        for (let n = 1; n <= COMMITS; n++) {
          expect(await store.events.append(commitOf(n))).toMatchObject({ duplicate: false });
          // And goes on itself.
          await busy.told(busy.lines.length + 1);
        }
      }, 120_000);

      it('one that sends single commits without a pause lets in the batches of the other', async () => {
        let sent = 0;
        const enough = new AbortController();
        const appends = (async () => {
          while (!enough.signal.aborted) await store.events.append(commitOf(++sent));
        })();
        const busy = new ChildProgram(BUSY_WRITER, [uri]);
        const letIn = busy.told(BATCHES).finally(() => enough.abort());

        await Promise.all([appends, letIn]);
        expect(sent).toBeGreaterThan(BATCHES);
      }, 120_000);
    },
    options,
  );
});
