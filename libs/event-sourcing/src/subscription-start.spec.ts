import { afterEach, expect, it } from '@jest/globals';
import { MemoryStore } from '#libs/store-memory';
import { commitOf, part, until, WatchedSubscription } from '#testing/event-sourcing';

const running: WatchedSubscription[] = [];
afterEach(async () => {
  for (const { subscription } of running.splice(0)) await subscription.stop();
});

it('begins at the end of the log where it is told to, the first time only', async () => {
  const store = await MemoryStore.open();
  const append = (n: number) => store.events.append(commitOf(n, { streams: [part(`task-${n}`, 0, 1)] }));
  const start = async () => {
    const watched = new WatchedSubscription(store.events, store.leases, { from: 'end' });
    running.push(watched);
    watched.subscription.start();
    await until(() => watched.subscription.status.running, 'the subscription to run');
    return watched;
  };
  await append(1);
  await append(2);
  const first = await start();
  await append(3);
  await first.subscription.applied(3, 5_000);
  await first.subscription.stop();
  await append(4);
  const second = await start();
  await second.subscription.applied(4, 5_000);

  expect(first.ranges).toEqual(['3–3']);
  expect(second.ranges).toEqual(['4–4']);
});
