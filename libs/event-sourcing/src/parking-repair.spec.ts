import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EndpointUnavailable, type ParkedEvent, StoreUnavailable, type Subscription } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { PoisonedWork } from '#testing/event-sourcing';

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

describe('a parked stream', () => {
  let holder: Subscription;
  beforeEach(async () => {
    work.poison.set('a@1', new Error('cannot'));
    await work.append('a', 'a', 'b', 'a');
    holder = await started(1);
    [work.done, work.tried, work.news] = [[], [], []];
  });

  it('is done in its order when it is retried, and is a stream like others then', async () => {
    work.poison.clear();
    await work.ask(1, 'retry');
    await pass(1_500);
    await work.append('a');
    await pass(0);

    expect(work.done).toEqual(['a@1', 'a@2', 'a@3', 'a@4']);
    expect(work.tried[0]).toEqual({ key: 'a@1', attempt: 2 });
    expect(work.tried[1]).toEqual({ key: 'a@2', attempt: 1 });
    expect(await work.parked()).toEqual([]);
    expect(work.news.map(({ what, event }) => [what, event.position, event.request?.by])).toEqual([
      ['done', 1, 'ada'],
      ['done', 2, 'ada'],
      ['done', 4, 'ada'],
    ]);
  });

  it('stays parked where the retry fails, with what was learned, until it is asked for again', async () => {
    work.poison.set('a@1', new Error('still cannot'));
    await work.ask(1, 'retry');
    await pass(60_000);

    expect(work.tried).toEqual([{ key: 'a@1', attempt: 2 }]);
    expect(await work.parkedKeys()).toEqual(['a:1!', 'a:2', 'a:4']);
    const [first] = await work.parked();
    expect(first?.failure).toEqual({ reason: 'Error: still cannot', attempts: 2, traceparent: '00-trace1-span-01' });
    expect(first?.request).toBeUndefined();
    expect(work.news.map(({ what }) => what)).toEqual(['failed_again']);
  });

  it('fails further on where another of its events does', async () => {
    work.poison.clear();
    work.poison.set('a@2', new Error('neither'));
    await work.ask(1, 'retry');
    await pass(1_500);

    expect(work.done).toEqual(['a@1']);
    expect(await work.parkedKeys()).toEqual(['a:2!', 'a:4']);
    expect(work.news.map(({ what }) => what)).toEqual(['done', 'failed_again']);
  });

  it('goes on behind an event that is skipped', async () => {
    await work.ask(1, 'skip');
    await pass(1_500);

    expect(work.done).toEqual(['a@2', 'a@3']);
    expect(await work.parked()).toEqual([]);
    expect(work.news.map(({ what }) => what)).toEqual(['skipped', 'done', 'done']);
  });

  it('waits, as does its request, while whoever is told takes nothing', async () => {
    work.poison.set('a@1', new EndpointUnavailable('down'));
    await work.ask(1, 'retry');
    await pass(10_000);
    expect(await work.parkedKeys()).toEqual(['a:1!', 'a:2', 'a:4']);
    expect((await work.parked())[0]?.failure).toMatchObject({ attempts: 1 });
    work.poison.clear();
    await pass(30_000);

    expect(work.done).toEqual(['a@1', 'a@2', 'a@3']);
  });

  it('is still parked for the process that takes over, which does what was asked for', async () => {
    const next = await started(1);
    await holder.stop();
    await work.append('a', 'c');
    await pass(1_000);
    expect(next.status.running).toBe(true);
    expect(work.done).toEqual(['c@1']);
    expect(await work.parkedKeys()).toEqual(['a:1!', 'a:2', 'a:4', 'a:5']);
    work.poison.clear();
    await work.ask(1, 'retry');
    await pass(1_500);

    expect(work.done).toEqual(['c@1', 'a@1', 'a@2', 'a@3', 'a@4']);
  });

  it('is not forgotten where it ends between an event that is done and the next', async () => {
    work.poison.clear();
    await work.ask(1, 'retry');
    jest.spyOn(store.parked, 'remove').mockRejectedValueOnce(new StoreUnavailable('away'));
    await pass(3_000);

    expect(work.done).toEqual(['a@1', 'a@1', 'a@2', 'a@3']);
    expect(await work.parked()).toEqual([]);
  });

  it('is a stream like others again where its last repair had an unclear end', async () => {
    work.poison.clear();
    await work.ask(1, 'retry');
    const remove = store.parked.remove.bind(store.parked);
    let left = 3;
    jest.spyOn(store.parked, 'remove').mockImplementation(async (...args) => {
      await remove(...args);
      if (--left === 0) throw new StoreUnavailable('no answer');
    });
    await pass(10_000);
    await work.append('a');
    await pass(0);

    expect(work.done).toEqual(['a@1', 'a@2', 'a@3', 'a@4']);
    expect(await work.parked()).toEqual([]);
  });

  it('of a long list lets others come between', async () => {
    for (let n = 0; n < 250; n++) await work.append('a');
    await pass(0);
    work.poison.clear();
    await work.ask(1, 'retry');
    await pass(750);
    await work.append('b');
    await pass(750);

    const other = work.done.indexOf('b@2');
    expect(work.done).toHaveLength(254);
    expect(await work.parked()).toEqual([]);
    expect(work.done.filter((key) => key.startsWith('a')).map((key) => Number(key.slice(2)))).toEqual(
      Array.from({ length: 253 }, (_, n) => n + 1),
    );
    expect(other).toBeGreaterThan(-1);
  });
});

describe('what a holder recorded and did not pass', () => {
  const record = (position: number, epoch: number): ParkedEvent => ({
    position,
    eventId: 'late',
    streamId: 'task-a',
    type: 'task.created.v1',
    parkedAt: '',
    epoch,
    failure: { reason: 'no', attempts: 1 },
  });

  it('is handled by the next one, and stands in nobody’s way', async () => {
    const lease = await store.leases.claim(work.name, undefined);
    await store.parked.put(work.name, [record(1, 1)]);
    await store.leases.release(work.name, lease?.epoch ?? 0);
    await work.append('a', 'a');
    await started(1);

    expect(work.done).toEqual(['a@1', 'a@2']);
    expect(await work.parked()).toEqual([]);
  });

  it('is removed also where a frozen one writes it long after', async () => {
    await store.leases.claim(work.name, undefined).then((lease) => store.leases.release(work.name, lease?.epoch ?? 0));
    work.poison.set('b@1', new Error('cannot'));
    await work.append('a', 'b');
    const subscription = await started(1);
    await store.parked.put(work.name, [record(1, 1)]);
    expect(await subscription.isParked('task-a')).toBe(false);
    await pass(31_000);

    expect(await work.parkedKeys()).toEqual(['b:2!']);
  });
});
