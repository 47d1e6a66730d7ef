import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Leases, StoreUnavailable } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { LeaseHolder } from './lease-holder.js';

const LEASE_MS = 2_000;
let leases: Leases;
/** How long this process was stopped: its clock went on, its timers did not. */
let frozenMs: number;

beforeEach(async () => {
  jest.useFakeTimers();
  ({ leases } = await MemoryStore.open());
  frozenMs = 0;
});
afterEach(() => void jest.useRealTimers());

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

function holder(onLost: () => void = () => {}): LeaseHolder {
  const now = () => performance.now() + frozenMs;
  return new LeaseHolder({ name: 'work', leases, leaseMs: LEASE_MS, now }, onLost);
}

async function held(onLost?: () => void): Promise<LeaseHolder> {
  const claimed = holder(onLost);
  await claimed.tryClaim();
  return claimed;
}

/** From now on the answer comes `ms` after the question. */
function slowDown(call: 'read' | 'claim' | 'beat', ms: number): void {
  const answer = leases[call].bind(leases) as (...args: unknown[]) => Promise<never>;
  jest.spyOn(leases, call).mockImplementation(async (...args: unknown[]) => {
    const answered = await answer(...args);
    await new Promise((resolve) => setTimeout(resolve, ms));
    return answered;
  });
}

const never = () => new Promise<never>(() => {});

describe('a lease', () => {
  it('that nobody holds is claimed at once', async () => {
    const claimed = holder();
    expect([claimed.epoch, claimed.alive()]).toEqual([undefined, false]);

    expect(await claimed.tryClaim()).toBe(0);

    expect([claimed.epoch, claimed.alive()]).toEqual([1, true]);
    expect(await leases.read('work')).toMatchObject({ epoch: 1, held: true });
  });

  it('that was given up is claimed at once, with its checkpoint', async () => {
    const first = await held();
    await leases.advance('work', 1, 7);
    await first.release();
    expect([first.epoch, first.alive()]).toEqual([undefined, false]);

    const second = holder();

    expect(await second.tryClaim()).toBe(7);
    expect(second.epoch).toBe(2);
  });

  it('is held by one of two who claim it at the same time, and both know how far it is', async () => {
    const first = await held();
    await leases.advance('work', 1, 7);
    await first.release();
    const rivals = [holder(), holder()];

    expect(await Promise.all(rivals.map((rival) => rival.tryClaim()))).toEqual([7, 7]);

    expect(rivals.map(({ epoch }) => epoch)).toEqual([2, undefined]);
  });
});

describe('a holder', () => {
  it('beats four times a lease, and lives as long as it is heard', async () => {
    const beating = jest.spyOn(leases, 'beat');
    const alive = await held();

    await pass(10 * LEASE_MS);

    expect(beating).toHaveBeenCalledTimes(40);
    expect(alive.alive()).toBe(true);
  });

  it('that hears nothing is dead a lease after it asked for the claim, not after the answer', async () => {
    slowDown('claim', 1_500);
    jest.spyOn(leases, 'beat').mockImplementation(never);
    const claimed = holder();
    void claimed.tryClaim();

    await pass(1_999);
    expect(claimed.alive()).toBe(true);
    await pass(1);
    expect(claimed.alive()).toBe(false);
  });

  it('lives a lease from when it sent its last answered beat', async () => {
    slowDown('beat', 900);
    const claimed = await held();
    await pass(1_400);
    jest.spyOn(leases, 'beat').mockImplementation(never);

    await pass(1_099);
    expect(claimed.alive()).toBe(true);
    await pass(1);
    expect(claimed.alive()).toBe(false);
  });

  it('that was frozen knows that it is too late, before anybody tells', async () => {
    const claimed = await held();
    frozenMs = LEASE_MS - 1;
    expect(claimed.alive()).toBe(true);

    frozenMs = LEASE_MS;
    expect(claimed.alive()).toBe(false);
  });

  it('gets over a store that is away for less than a lease', async () => {
    const lost = jest.fn();
    const claimed = await held(lost);
    const away = jest.spyOn(leases, 'beat').mockRejectedValue(new StoreUnavailable('away'));
    await pass(LEASE_MS - 1);
    expect([away.mock.calls.length, claimed.alive()]).toEqual([3, true]);
    away.mockRestore();

    await pass(LEASE_MS);

    expect([claimed.epoch, claimed.alive()]).toEqual([1, true]);
    expect(lost).not.toHaveBeenCalled();
  });

  it('sends no beat while one is on its way', async () => {
    const beating = jest.spyOn(leases, 'beat').mockImplementation(never);
    await held();

    await pass(3 * LEASE_MS);

    expect(beating).toHaveBeenCalledTimes(1);
  });

  it('learns from its beat that another took over, stops, and has nothing to give up', async () => {
    const lost = jest.fn();
    const claimed = await held(lost);
    await leases.claim('work', (await leases.read('work'))?.beat);

    await pass(claimed.beatMs);

    expect([claimed.epoch, claimed.alive()]).toEqual([undefined, false]);
    expect(lost).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
    await claimed.release();
    expect(await leases.read('work')).toMatchObject({ epoch: 2, held: true });
  });

  it('that gives up sends no beat any more', async () => {
    const beating = jest.spyOn(leases, 'beat');
    const claimed = await held();
    await claimed.release();
    await claimed.release();

    await pass(LEASE_MS);

    expect(beating).not.toHaveBeenCalled();
    expect(await leases.read('work')).toMatchObject({ epoch: 1, held: false });
  });

  it('is not moved by the late answer to a beat of an earlier claim', async () => {
    const answers = (resolve: (ours: boolean) => void) => void setTimeout(resolve, 5 * LEASE_MS, false);
    jest.spyOn(leases, 'beat').mockImplementationOnce(() => new Promise(answers));
    const lost = jest.fn();
    const claimed = await held(lost);
    await pass(claimed.beatMs);
    claimed.lost();
    await leases.release('work', 1);
    await claimed.tryClaim();

    await pass(5 * LEASE_MS);

    expect([claimed.epoch, claimed.alive()]).toEqual([2, true]);
    expect(lost).toHaveBeenCalledTimes(1);
  });
});

describe('a watcher', () => {
  let watcher: LeaseHolder;
  const asks = async () => {
    await watcher.tryClaim();
    return watcher.epoch;
  };

  beforeEach(async () => {
    await leases.claim('work', undefined);
    await leases.advance('work', 1, 7);
    watcher = holder();
  });

  it('takes over after a whole lease of silence under its eyes, and not before', async () => {
    await pass(10 * LEASE_MS);
    expect(await watcher.tryClaim()).toBe(7);
    expect(watcher.epoch).toBeUndefined();
    await pass(LEASE_MS - 1);
    expect(await asks()).toBeUndefined();

    await pass(1);

    expect(await asks()).toBe(2);
    expect(watcher.alive()).toBe(true);
  });

  it('begins to count anew at each beat', async () => {
    await asks();
    await pass(LEASE_MS - 1);
    await leases.beat('work', 1);
    expect(await asks()).toBeUndefined();
    await pass(LEASE_MS - 1);
    expect(await asks()).toBeUndefined();

    await pass(1);

    expect(await asks()).toBe(2);
  });

  it('counts from the first answer to the next question: what lies on the way is no silence', async () => {
    slowDown('read', 1_500);
    const first = asks();
    await pass(1_500);
    expect(await first).toBeUndefined();
    await pass(LEASE_MS - 1);
    const second = asks();
    await pass(1_500);

    expect(await second).toBeUndefined();
  });

  it('that held the lease itself waits for silence like any other', async () => {
    watcher = await held();
    await leases.release('work', 1);
    expect(await asks()).toBe(2);
    watcher.lost();

    expect(await asks()).toBeUndefined();
    await pass(LEASE_MS);
    expect(await asks()).toBe(3);
  });
});
