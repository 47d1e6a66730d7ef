import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type EventStore, type Leases, StoreUnavailable } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { commitOf, WatchedSubscription } from '#testing/event-sourcing';

const LEASE_MS = 2_000;
let events: EventStore;
let leases: Leases;
/** How long the first process was stopped: its clock went on, its timers did not. */
let frozenMs: number;
let first: WatchedSubscription;
let second: WatchedSubscription;

beforeEach(async () => {
  jest.useFakeTimers();
  ({ events, leases } = await MemoryStore.open());
  frozenMs = 0;
  const now = () => performance.now() + frozenMs;
  first = new WatchedSubscription(events, leases, { leaseMs: LEASE_MS, now });
  second = new WatchedSubscription(events, leases, { leaseMs: LEASE_MS });
  first.subscription.start();
  await pass(0);
  second.subscription.start();
  await pass(0);
});
afterEach(() => void jest.useRealTimers());

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const running = () => [first, second].map(({ subscription }) => subscription.status.running);

async function stateAfter(ms: number, answer: Promise<boolean>): Promise<boolean | 'pending'> {
  await pass(ms);
  return Promise.race([answer, Promise.resolve('pending' as const)]);
}

/** The first process does not come to beating any more. */
function silence(): void {
  const beat = leases.beat.bind(leases);
  const never = new Promise<never>(() => {});
  jest.spyOn(leases, 'beat').mockImplementation((name, epoch) => (epoch === 1 ? never : beat(name, epoch)));
}

describe('of two subscriptions of one name', () => {
  it('one does the work, for as long as it lives', async () => {
    for (let n = 1; n <= 3; n++) {
      await events.append(commitOf(n));
      await pass(5 * LEASE_MS);
    }

    expect(first.ranges).toEqual(['1–1', '2–2', '3–3']);
    expect(second.begun).toEqual([]);
    expect(running()).toEqual([true, false]);
  });

  it('one stops although its store is away, and the other one takes over after its silence', async () => {
    jest.spyOn(leases, 'release').mockRejectedValueOnce(new StoreUnavailable('the store is away'));
    await first.subscription.stop();
    expect(running()).toEqual([false, false]);
    await pass(2 * LEASE_MS);

    expect(running()).toEqual([false, true]);
  });

  it('the other one knows how far the work is, soon where somebody waits for it', async () => {
    await events.append(commitOf(1));
    await pass(LEASE_MS / 4);
    expect(second.subscription.status).toEqual({ running: false, position: 1 });
    await events.append(commitOf(2));
    await pass(1);

    expect(await stateAfter(0, second.subscription.applied(2, 60_000))).toBe(true);
    const third = second.subscription.applied(3, 60_000);
    await events.append(commitOf(3));
    expect(await stateAfter(20, third)).toBe(true);
  });

  it('the other one asks no more often than it must, once nobody waits any more', async () => {
    const reading = jest.spyOn(leases, 'read');
    expect(await stateAfter(100, second.subscription.applied(1, 100))).toBe(false);
    await pass(LEASE_MS / 4);
    reading.mockClear();

    await pass(5 * LEASE_MS);

    expect(reading).toHaveBeenCalledTimes(20);
  });

  it('the other one goes on where the first one stops', async () => {
    await events.append(commitOf(1));
    await pass(0);
    await first.subscription.stop();
    await events.append(commitOf(2));
    await pass(LEASE_MS / 4);

    expect(first.ranges).toEqual(['1–1']);
    expect(second.begun).toEqual([{ epoch: 2, from: 2, to: 2 }]);
    expect(running()).toEqual([false, true]);
  });

  it('the other one takes over after a whole lease of silence, and not before', async () => {
    await events.append(commitOf(1));
    await pass(0);
    const goOn = first.holdUp();
    await events.append(commitOf(2));
    silence();

    await pass(LEASE_MS - 1);
    expect(second.begun).toEqual([]);
    await pass(LEASE_MS / 4 + 1);

    expect(second.begun).toEqual([{ epoch: 2, from: 2, to: 2 }]);
    goOn();
  });
});

describe('the one that was too slow', () => {
  /** The first is in the middle of event 1 while the second takes over and does it. */
  async function overtaken(): Promise<() => void> {
    const goOn = first.holdUp();
    await events.append(commitOf(1));
    silence();
    await pass(2 * LEASE_MS);
    expect(second.begun).toEqual([{ epoch: 2, from: 1, to: 1 }]);
    return goOn;
  }

  it('has its late result refused, which is no failure, and follows from then on', async () => {
    const goOn = await overtaken();
    goOn();
    await pass(0);

    expect(first.subscription.status).toEqual({ running: false, position: 1 });
    await events.append(commitOf(2));
    await pass(0);
    expect(first.ranges).toEqual(['1–1']);
    expect(second.ranges).toEqual(['1–1', '2–2']);
    expect(await leases.read('work')).toMatchObject({ epoch: 2, checkpoint: 2 });
  });

  it('moves nothing back when it comes last', async () => {
    const goOn = await overtaken();
    await events.append(commitOf(2));
    await pass(0);
    goOn();
    await pass(LEASE_MS / 4);

    expect(await leases.read('work')).toMatchObject({ epoch: 2, checkpoint: 2 });
    expect(first.subscription.status).toEqual({ running: false, position: 2 });
  });

  it('begins nothing more once its own clock says that it is too late, though nobody took over yet', async () => {
    silence();
    frozenMs = LEASE_MS;
    await events.append(commitOf(1));
    await pass(0);

    expect(first.begun).toEqual([]);
    expect(running()).toEqual([false, false]);
  });
});
