import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as after } from 'node:timers/promises';
import { MongoStore } from '#libs/store-mongo';
import { commitOf, until } from '#testing/event-sourcing';
import { describeWithMongo, WireProxy } from '#testing/store-mongo';
import { WriteLoad } from './testing/write-load.js';

const CUTS = 60;
const CALLERS = 12;

describeWithMongo('a store whose connections are cut at any moment', (server) => {
  let proxy: WireProxy;
  let store: MongoStore;
  beforeEach(async () => {
    proxy = await WireProxy.start(server().uri);
    const uri = proxy.uri(new URL(server().freshDatabase()).pathname.slice(1));
    store = await MongoStore.open({ uri: `${uri}&connectTimeoutMS=1000` });
  });
  afterEach(async () => {
    await store.close();
    await proxy.stop();
  });

  it('goes on by itself, also where the driver has stopped looking for the server', async () => {
    const load = new WriteLoad([store.events], CALLERS);
    for (let cut = 1; cut <= CUTS; cut++) {
      await after(Math.random() * 700);
      proxy.cutSome(() => Math.random() < 0.7);
    }
    const { acknowledged } = load;
    await until(() => load.acknowledged > acknowledged + CALLERS, 'acknowledgements', 60_000).finally(() =>
      load.stop(),
    );

    expect(await store.events.append(commitOf(1))).toMatchObject({ duplicate: false });
    expect(await store.leases.claim('any', undefined)).toMatchObject({ held: true });
  }, 180_000);
});
