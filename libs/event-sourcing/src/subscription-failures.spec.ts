import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StoreUnavailable, type SubscriptionOptions } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { commitOf, WatchedSubscription } from '#testing/event-sourcing';

const fault = new Error('no good');
let store: MemoryStore;
let failures: { error: unknown; retryInMs: number }[];

beforeEach(async () => {
  jest.useFakeTimers();
  store = await MemoryStore.open();
  failures = [];
});
afterEach(() => void jest.useRealTimers());

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const pauses = () => failures.map(({ retryInMs }) => retryInMs);

async function started(options: Partial<SubscriptionOptions> = {}): Promise<WatchedSubscription> {
  const onFailure = (error: unknown, retryInMs: number) => void failures.push({ error, retryInMs });
  const watched = new WatchedSubscription(store.events, store.leases, { onFailure, random: () => 1, ...options });
  watched.subscription.start();
  await pass(0);
  return watched;
}

describe('a page that fails', () => {
  it('is tried again, at least once more than it was done', async () => {
    const watched = await started();
    const done: number[] = [];
    watched.inHand = ({ position }) => {
      if (done.push(position) === 1) throw fault;
    };
    await store.events.append(commitOf(1));
    await pass(99);
    expect(watched.ranges).toEqual(['1–1']);

    await pass(1);

    expect(watched.ranges).toEqual(['1–1', '1–1']);
    expect(await store.leases.read('work')).toMatchObject({ checkpoint: 1 });
    expect(failures).toEqual([{ error: fault, retryInMs: 100 }]);
  });

  it.each([
    [0, [50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 15_000, 15_000]],
    [0.5, [75, 150, 300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 22_500, 22_500]],
    [1, [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]],
  ])('waits longer each time, up to half a minute, with a chance of %d', async (chance, expected) => {
    const watched = await started({ random: () => chance });
    watched.fail(fault);
    await store.events.append(commitOf(1));
    await pass(0);

    for (const [tries, pause] of expected.entries()) {
      expect(pauses()).toEqual(expected.slice(0, tries + 1));
      await pass(pause - 1);
      expect(watched.begun).toHaveLength(tries + 1);
      await pass(1);
      expect(watched.begun).toHaveLength(tries + 2);
    }
  });

  it('jitters between half the pause and all of it by default', async () => {
    const chance = jest.spyOn(Math, 'random').mockReturnValue(0.25);
    const onFailure = (error: unknown, retryInMs: number) => void failures.push({ error, retryInMs });
    const watched = new WatchedSubscription(store.events, store.leases, { onFailure });
    watched.fail(fault);
    await store.events.append(commitOf(1));
    watched.subscription.start();
    await pass(0);
    chance.mockRestore();

    expect(pauses()).toEqual([62.5]);
  });

  it('shows its failure, and no more once it went through', async () => {
    const watched = await started();
    watched.fail(fault);
    await store.events.append(commitOf(1));
    await pass(100);
    expect(watched.subscription.status).toEqual({ running: true, position: 0, failure: fault });

    watched.recover();
    await pass(200);

    expect(watched.subscription.status).toEqual({ running: true, position: 1 });
  });

  it('is shown as good by the time that somebody who waited for it can look', async () => {
    const watched = await started();
    watched.fail(fault);
    await store.events.append(commitOf(1));
    await pass(0);
    watched.recover();
    const looked = watched.subscription.applied(1, 1_000).then(() => watched.subscription.status);
    await pass(100);

    expect(await looked).toEqual({ running: true, position: 1 });
  });

  it('begins with a short pause again after a good one', async () => {
    const watched = await started();
    watched.fail(fault);
    await store.events.append(commitOf(1));
    await pass(100 + 200);
    watched.recover();
    await pass(400);
    watched.fail(fault);
    await store.events.append(commitOf(2));
    await pass(0);

    expect(pauses()).toEqual([100, 200, 400, 100]);
  });

  it('is not hurried by appends, and then comes with them', async () => {
    const watched = await started();
    watched.fail(fault);
    await store.events.append(commitOf(1));
    await pass(0);
    watched.recover();
    for (const n of [2, 3, 4]) {
      await store.events.append(commitOf(n));
      await pass(20);
    }
    expect(watched.begun).toHaveLength(1);

    await pass(40);

    expect(watched.ranges).toEqual(['1–1', '1–4']);
  });

  it('keeps its lease through the longest pause', async () => {
    const watched = await started();
    watched.fail(fault);
    await store.events.append(commitOf(1));
    await pass(120_000);

    expect(new Set(watched.begun.map(({ epoch }) => epoch))).toEqual(new Set([1]));
  });

  it('does not hold up a stop', async () => {
    const watched = await started();
    watched.fail(fault);
    await store.events.append(commitOf(1));
    await pass(10_000);

    const stopped = watched.subscription.stop().then(() => 'stopped');
    await pass(0);

    expect(await Promise.race([stopped, Promise.resolve('pending')])).toBe('stopped');
    expect(await store.leases.read('work')).toMatchObject({ held: false, checkpoint: 0 });
  });
});

describe('a store that is away', () => {
  const away = new StoreUnavailable('away');

  it('is asked again; once it answers all is well, also where there is nothing to read', async () => {
    const watched = await started();
    const reading = jest.spyOn(store.events, 'readAll').mockRejectedValueOnce(away);
    await pass(250);
    expect(watched.subscription.status).toEqual({ running: true, position: 0, failure: away });

    await pass(100);

    expect(reading).toHaveBeenCalledTimes(2);
    expect(watched.subscription.status).toEqual({ running: true, position: 0 });
    expect(pauses()).toEqual([100]);
  });

  it('does not keep the one who follows another process in failure', async () => {
    await started();
    const follower = await started();
    const reading = jest.spyOn(store.leases, 'read').mockRejectedValueOnce(away);
    await pass(500);
    expect(follower.subscription.status).toEqual({ running: false, position: 0, failure: away });

    await pass(100);

    expect(reading).toHaveBeenCalledTimes(2);
    expect(follower.subscription.status).toEqual({ running: false, position: 0 });
  });

  it('at the start only delays it', async () => {
    jest.spyOn(store.leases, 'read').mockRejectedValueOnce(away);
    await store.events.append(commitOf(1));
    const watched = await started();
    expect(watched.begun).toEqual([]);

    await pass(100);

    expect(watched.ranges).toEqual(['1–1']);
  });
});
