import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  type Attempts,
  EventFailed,
  LeaseLost,
  type Page,
  Publication,
  type Publisher,
  PublisherTimeout,
  type Stages,
  type Turn,
} from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { commitOf, part } from '#testing/event-sourcing';

const NAME = 'tell_others';
let store: MemoryStore;
let told: number[];
let attempts: Omit<Stages['publish'], 'event'>[];
let inHand: (position: number, signal: AbortSignal) => Promise<void>;

beforeEach(async () => {
  store = await MemoryStore.open();
  for (let n = 1; n <= 3; n++) await store.events.append(commitOf(n, { streams: [part(`task-${n}`, 0, 2)] }));
  await store.leases.claim(NAME, undefined);
  told = [];
  attempts = [];
  inHand = async () => {};
});

function publication(options: Partial<Publisher> = {}): Publication {
  const publisher: Publisher = {
    name: NAME,
    types: ['task.created.v1', 'task.changed.v1'],
    timeoutMs: 1_000,
    publish: async ({ position }, signal) => {
      await inHand(position, signal);
      told.push(position);
    },
    ...options,
  };
  return new Publication(publisher, store.leases, (stage, detail, work) => {
    if (stage !== 'publish') return work();
    const { event: _, ...seen } = detail as Stages['publish'];
    attempts.push(seen);
    (detail as Stages['publish']).traceparent = `trace-${attempts.length}`;
    return work();
  });
}

const turn = (epoch = 1, failed?: Attempts): Turn => ({ epoch, failed, ensureHeld: () => {} });
const page = (): Promise<Page> => store.events.readAll(0, 100);
const checkpoint = async () => (await store.leases.read(NAME))?.checkpoint;

/** Of the types that the commits above have. */
const typesOf = async () => [...new Set((await page()).events.map(({ type }) => type))];

describe('a publication', () => {
  it('tells of each event in the order of the log, and moves on after each', async () => {
    const types = await typesOf();
    const checkpoints: (number | undefined)[] = [];
    inHand = async () => void checkpoints.push(await checkpoint());
    await publication({ types }).handle(await page(), turn());

    expect(told).toEqual([1, 2, 3, 4, 5, 6]);
    expect(checkpoints).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await checkpoint()).toBe(6);
  });

  it('passes other types over, and is done with them too', async () => {
    await publication({ types: ['other.v1'] }).handle(await page(), turn());

    expect([told, await checkpoint()]).toEqual([[], 6]);
  });

  it('stops at an event that fails, and goes on with that one when it is asked again', async () => {
    const types = await typesOf();
    const publishing = publication({ types });
    const fault = new Error('down');
    inHand = async (position) => {
      if (position === 3) throw fault;
    };
    const failure = await publishing.handle(await page(), turn()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EventFailed);
    expect(failure).toMatchObject({ event: { position: 3 }, traceparent: 'trace-3', cause: fault });
    expect([told, await checkpoint()]).toEqual([[1, 2], 2]);
    inHand = async () => {};
    await publishing.handle(await page(), turn(1, { position: 3, count: 4, traceparent: 'before' }));

    expect(told).toEqual([1, 2, 3, 4, 5, 6]);
    const seen = attempts.slice(2, 5).map(({ attempt, previous }) => [attempt, previous]);
    expect(seen).toEqual([
      [1, undefined],
      [5, 'before'],
      [1, undefined],
    ]);
  });

  it('does an event again without a step of the checkpoint', async () => {
    const publishing = publication({ types: await typesOf() });
    await publishing.handle(await page(), turn());
    const [, second] = (await page()).events;
    if (second) await publishing.again(second, turn(1, { position: 2, count: 8, traceparent: 'before' }));

    expect([told, await checkpoint()]).toEqual([[1, 2, 3, 4, 5, 6, 2], 6]);
    expect(attempts.at(-1)).toMatchObject({ attempt: 9, previous: 'before' });
  });

  it('begins nothing that others see once its lease may be another one’s', async () => {
    const publishing = publication({ types: await typesOf() });
    let held = true;
    inHand = async () => void (held = false);
    const ensureHeld = () => {
      if (!held) throw new LeaseLost('silent for too long');
    };
    await expect(publishing.handle(await page(), { ...turn(), ensureHeld })).rejects.toThrow(LeaseLost);

    expect([told, await checkpoint()]).toEqual([[1], 1]);
  });

  it('takes what is thrown at once as it takes a rejection', async () => {
    const publish = (): never => {
      throw new Error('at once');
    };
    const failure = await publication({ types: await typesOf(), publish })
      .handle(await page(), turn())
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({ event: { position: 1 }, cause: new Error('at once') });
  });

  it('gives up an event after its time, and tells it so', async () => {
    jest.useFakeTimers();
    try {
      const types = await typesOf();
      const signals: AbortSignal[] = [];
      inHand = (_, signal) => {
        signals.push(signal);
        return new Promise(() => {});
      };
      const handled = publication({ types, timeoutMs: 50 }).handle(await page(), turn());
      const outcome = handled.catch((error: unknown) => error);
      await jest.advanceTimersByTimeAsync(50);

      expect(await outcome).toMatchObject({ event: { position: 1 }, cause: expect.any(PublisherTimeout) });
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('ends where another has taken over', async () => {
    const types = await typesOf();
    inHand = async () => {
      const lease = await store.leases.read(NAME);
      await store.leases.claim(NAME, lease?.beat);
    };
    await expect(publication({ types }).handle(await page(), turn())).rejects.toThrow(LeaseLost);

    expect([told, await checkpoint()]).toEqual([[1], 0]);
  });
});
