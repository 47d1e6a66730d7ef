import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SubscriptionOptions } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { commitOf, idOf, part, WatchedStages, WatchedSubscription } from '#testing/event-sourcing';

let store: MemoryStore;
let commits: number;

beforeEach(async () => {
  jest.useFakeTimers();
  store = await MemoryStore.open();
  commits = 0;
});
afterEach(() => void jest.useRealTimers());

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
/** Whatever needs no time. */
const settle = () => pass(0);

function append(events = 1): Promise<unknown> {
  commits++;
  return store.events.append(commitOf(commits, { streams: [part(`task-${idOf(commits)}`, 0, events)] }));
}

function watched(options: Partial<SubscriptionOptions> = {}): WatchedSubscription {
  return new WatchedSubscription(store.events, store.leases, options);
}

async function started(options: Partial<SubscriptionOptions> = {}): Promise<WatchedSubscription> {
  const started = watched(options);
  started.subscription.start();
  await settle();
  return started;
}

/** What a promise has come to, without waiting for it. */
async function stateOf<Value>(promise: Promise<Value>): Promise<Value | 'pending'> {
  await settle();
  return Promise.race([promise, Promise.resolve('pending' as const)]);
}

describe('reading', () => {
  it('goes through the log in order, page by page, from the beginning', async () => {
    for (const events of [300, 600, 400, 1]) await append(events);

    const { ranges, begun, subscription } = await started();

    expect(ranges).toEqual(['1–500', '501–1000', '1001–1301']);
    expect(begun.every(({ epoch }) => epoch === 1)).toBe(true);
    expect(subscription.status).toEqual({ running: true, position: 1_301 });
    expect(await store.leases.read('work')).toMatchObject({ checkpoint: 1_301 });
  });

  it('goes on after the checkpoint that another process left', async () => {
    await append(5);
    await store.leases.claim('work', undefined);
    await store.leases.advance('work', 1, 3);
    await store.leases.release('work', 1);

    const { begun } = await started();

    expect(begun).toEqual([{ epoch: 2, from: 4, to: 5 }]);
  });

  it('has nothing to do in an empty log', async () => {
    const { begun, subscription } = await started();
    await pass(10_000);

    expect(begun).toEqual([]);
    expect(subscription.status).toEqual({ running: true, position: 0 });
  });

  it('wakes at an append, without any delay', async () => {
    const watched = await started();

    for (let n = 1; n <= 3; n++) {
      await append();
      await settle();
      expect(watched.ranges.at(-1)).toBe(`${n}–${n}`);
    }
  });

  it('asks the log once for what it was told of', async () => {
    await started();
    const reads = jest.spyOn(store.events, 'readAll');

    await append();
    await settle();

    expect(reads).toHaveBeenCalledTimes(1);
  });

  it('goes on after a page that ended early', async () => {
    const read = store.events.readAll.bind(store.events);
    jest.spyOn(store.events, 'readAll').mockImplementation((after) => read(after, 2));
    await append(5);
    expect((await started()).ranges).toEqual(['1–2', '3–4', '5–5']);
  });

  it('goes on without being told where a page was full, or more is there than it was told of', async () => {
    let wake = (_position: number) => {};
    jest.spyOn(store.events, 'onAppended').mockImplementation((listener) => {
      wake = listener;
      return () => {};
    });
    const watched = await started();
    await append(1_200);

    wake(1);
    await settle();
    expect(watched.ranges).toEqual(['1–500', '501–1000', '1001–1200']);

    await append();
    await pass(250);
    expect(watched.ranges.at(-1)).toBe('1201–1201');
  });

  it('takes one page at a time, and what came meanwhile together', async () => {
    const watched = await started();
    const goOn = watched.holdUp();
    await append();
    await settle();
    for (let n = 0; n < 3; n++) await append();
    await pass(5_000);
    expect(watched.ranges).toEqual(['1–1']);

    goOn();
    await settle();

    expect(watched.ranges).toEqual(['1–1', '2–4']);
  });

  it('looks for appends that nobody told of', async () => {
    jest.spyOn(store.events, 'onAppended').mockReturnValue(() => {});
    const watched = await started();
    await append();
    await pass(249);
    expect(watched.ranges).toEqual([]);

    await pass(1);

    expect(watched.ranges).toEqual(['1–1']);
  });

  it('is background', async () => {
    const stages = new WatchedStages();
    await append(2);
    const { subscription } = await started({ observe: stages.observe });
    await append();
    await settle();

    subscription.start();
    expect(stages.names).toEqual(['background']);
  });
});

describe('waiting for a position', () => {
  it('is over at once where it is reached, and as soon as it is', async () => {
    await append(3);
    const watched = await started();
    expect(await stateOf(watched.subscription.applied(3, 1_000))).toBe(true);
    const goOn = watched.holdUp();
    await append(2);
    const [fourth, fifth, sixth] = [4, 5, 6].map((position) => watched.subscription.applied(position, 60_000));
    expect(await stateOf(Promise.race([fourth, fifth, sixth]))).toBe('pending');

    goOn();
    await settle();

    expect(await stateOf(Promise.all([fourth, fifth]))).toEqual([true, true]);
    expect(await stateOf(Promise.resolve(sixth))).toBe('pending');
    await append();
    expect(await stateOf(Promise.resolve(sixth))).toBe(true);
    await watched.subscription.stop();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is given up after its time, and then leaves nothing behind', async () => {
    const watched = await started();
    await watched.subscription.stop();
    const waiting = watched.subscription.applied(1, 300);
    await pass(299);
    expect(await stateOf(waiting)).toBe('pending');

    await pass(1);

    expect(await stateOf(waiting)).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('of no time asks whether it is reached', async () => {
    await append(3);
    const { subscription } = await started();

    const answers = [3, 4].map((position) => subscription.applied(position, 0));
    await pass(1);

    expect(await Promise.all(answers)).toEqual([true, false]);
  });
});

describe('stopping', () => {
  it('lets the page in hand finish, takes no other, then gives the lease up', async () => {
    const watched = await started();
    const goOn = watched.holdUp();
    await append();
    await settle();
    await append();
    const stopped = watched.subscription.stop();

    expect(await stateOf(stopped)).toBe('pending');
    expect(watched.subscription.status.running).toBe(false);
    expect(await store.leases.read('work')).toMatchObject({ checkpoint: 0, held: true });
    goOn();

    expect(await stateOf(stopped)).toBeUndefined();
    expect(await store.leases.read('work')).toMatchObject({ checkpoint: 1, held: false });
    expect(watched.ranges).toEqual(['1–1']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is heard while nothing is to be done, and while another holds the lease', async () => {
    const [holder, follower] = [await started(), await started()];

    expect(await stateOf(follower.subscription.stop())).toBeUndefined();
    expect(await stateOf(holder.subscription.stop())).toBeUndefined();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('comes true also where it never started', async () => {
    expect(await stateOf(watched().subscription.stop())).toBeUndefined();
    expect(await store.leases.read('work')).toBeUndefined();
  });

  it('ends the hints, and all reading', async () => {
    const unsubscribe = jest.fn();
    jest.spyOn(store.events, 'onAppended').mockReturnValue(unsubscribe);
    const watched = await started();
    await watched.subscription.stop();
    await append();
    await pass(60_000);

    expect(unsubscribe).toHaveBeenCalledTimes(1);
    expect(watched.begun).toEqual([]);
  });
});
