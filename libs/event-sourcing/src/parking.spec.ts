import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  EndpointUnavailable,
  EventFailed,
  MAX_PARKED_STREAMS,
  StoreUnavailable,
  type Subscription,
} from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { commitOf, part, PoisonedWork } from '#testing/event-sourcing';

let store: MemoryStore;
let work: PoisonedWork;

beforeEach(async () => {
  jest.useFakeTimers();
  store = await MemoryStore.open();
  work = new PoisonedWork(store);
});
afterEach(async () => {
  await work.stop();
  jest.useRealTimers();
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

async function started(attempts = 3): Promise<Subscription> {
  const subscription = work.subscribe(attempts);
  await pass(0);
  return subscription;
}

describe('an event that fails for the last time', () => {
  it('is parked with what comes later in its stream, and the others go on', async () => {
    work.poison.set('a@1', new TypeError('cannot'));
    await work.append('a', 'b', 'a', 'c');
    const subscription = await started();
    expect([work.done, subscription.status.position]).toEqual([[], 0]);
    await pass(100 + 200);
    await work.append('b', 'a');
    await pass(0);

    expect(work.done).toEqual(['b@1', 'c@1', 'b@2']);
    expect(work.tried.filter(({ key }) => key === 'a@1').map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(await work.parkedKeys()).toEqual(['a:1!', 'a:3', 'a:6']);
    expect((await work.parked())[0]).toMatchObject({
      eventId: expect.any(String),
      type: expect.any(String),
      epoch: 1,
      failure: { reason: 'TypeError: cannot', attempts: 3, traceparent: '00-trace3-span-01' },
    });
    expect(await work.checkpoint()).toBe(6);
    expect(subscription.status).toEqual({ running: true, position: 6 });
    expect(work.news.map(({ what, event }) => [what, event.position])).toEqual([['parked', 1]]);
  });

  it('says so of its stream, here and to processes that only follow', async () => {
    work.poison.set('a@1', new Error('cannot'));
    const [holder, follower] = [await started(1), await started(1)];
    await work.append('a', 'b');
    await pass(0);

    const answers = await Promise.all(
      [holder, follower].flatMap((subscription) => ['task-a', 'task-b'].map((stream) => subscription.isParked(stream))),
    );
    expect(answers).toEqual([true, false, true, false]);
  });

  it('is parked before the checkpoint passes it', async () => {
    work.poison.set('a@1', new Error('cannot'));
    const put = jest.spyOn(store.parked, 'put').mockRejectedValueOnce(new StoreUnavailable('away'));
    const advance = jest.spyOn(store.leases, 'advance');
    await work.append('a');
    await started(1);
    expect([advance.mock.calls.length, await work.checkpoint()]).toEqual([0, 0]);
    await pass(100);

    expect(put).toHaveBeenCalledTimes(2);
    expect(await work.parkedKeys()).toEqual(['a:1!']);
    expect(await work.checkpoint()).toBe(1);
  });

  it('keeps why it failed where the checkpoint did not move at first', async () => {
    work.poison.set('a@1', new Error('cannot'));
    jest.spyOn(store.leases, 'advance').mockRejectedValueOnce(new StoreUnavailable('away'));
    await work.append('a', 'a');
    await started(1);
    await pass(100);

    expect(await work.parkedKeys()).toEqual(['a:1!', 'a:2']);
    expect([work.done, await work.checkpoint()]).toEqual([[], 2]);
  });

  it('and what waits behind it stay parked where the same process loses its lease and has it again', async () => {
    work.poison.set('a@1', new Error('cannot'));
    await work.append('a');
    await started(1);
    expect(await work.parkedKeys()).toEqual(['a:1!']);
    work.poison.set('b@1', new EndpointUnavailable('down'));
    await work.append('a', 'b');
    await pass(0);
    const lease = await store.leases.read(work.name);
    const other = await store.leases.claim(work.name, lease?.beat);
    await store.leases.release(work.name, other?.epoch ?? 0);
    await pass(3_000);
    work.poison.delete('b@1');
    await pass(60_000);

    expect(work.done).toEqual(['b@1']);
    expect(await work.parkedKeys()).toEqual(['a:1!', 'a:2']);
  });

  it('that is done after all, where parking it had an unclear end, leaves nothing parked behind', async () => {
    work.poison.set('a@1', new Error('cannot'));
    const put = store.parked.put.bind(store.parked);
    jest.spyOn(store.parked, 'put').mockImplementationOnce(async (...args) => {
      await put(...args);
      work.poison.clear();
      throw new StoreUnavailable('no answer');
    });
    await work.append('a', 'a');
    await started(1);
    await pass(10_000);
    await work.append('a');
    await pass(0);

    expect(work.done).toEqual(['a@1', 'a@2', 'a@3']);
    expect(await work.parked()).toEqual([]);
  });

  it('is not parked while whoever is told takes nothing at all', async () => {
    work.poison.set('a@1', new EndpointUnavailable('down'));
    await work.append('a', 'b');
    await started(2);
    await pass(60_000);
    expect([work.done, await work.parkedKeys(), await work.checkpoint()]).toEqual([[], [], 0]);
    expect(work.tried.length).toBeGreaterThan(8);
    work.poison.clear();
    await pass(30_000);

    expect(work.done).toEqual(['a@1', 'b@1']);
  });

  it('is not parked for a store that is away', async () => {
    work.poison.set('a@1', new StoreUnavailable('away'));
    await work.append('a', 'b');
    await started(2);
    await pass(60_000);

    expect([work.done, await work.parkedKeys()]).toEqual([[], []]);
  });

  it('stands still where so many streams are parked that no event can be the reason', async () => {
    const many = Array.from({ length: MAX_PARKED_STREAMS }, (_, n) => n + 1);
    const lease = await store.leases.claim(work.name, undefined);
    await store.parked.put(
      work.name,
      many.map((position) => ({
        position,
        eventId: `id-${position}`,
        streamId: `task-x${position}`,
        type: 'task.created.v1',
        parkedAt: '',
        epoch: 1,
        failure: { reason: 'no', attempts: 1 },
      })),
    );
    await store.leases.advance(work.name, lease?.epoch ?? 0, MAX_PARKED_STREAMS);
    await store.leases.release(work.name, lease?.epoch ?? 0);
    for (let n = 0; n < MAX_PARKED_STREAMS; n += 500) {
      const streams = many.slice(n, n + 500).map((position) => part(`task-x${position}`, 0, 1));
      await store.events.append(commitOf(n + 10_000, { streams }));
    }
    work.poison.set('a@1', new Error('cannot'));
    await work.append('a', 'b');
    const subscription = await started(1);
    await pass(10_000);

    expect([work.done, await store.parked.count(work.name)]).toEqual([[], MAX_PARKED_STREAMS]);
    expect(subscription.status).toMatchObject({ position: MAX_PARKED_STREAMS, failure: expect.any(EventFailed) });
  });
});
