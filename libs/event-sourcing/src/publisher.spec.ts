import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LeaseLost, type Page, Publication, type Publisher, PublisherTimeout, type Stages } from '#libs/event-sourcing';
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

const page = (): Promise<Page> => store.events.readAll(0, 100);
const checkpoint = async () => (await store.leases.read(NAME))?.checkpoint;

/** Of the types that the commits above have. */
const typesOf = async () => [...new Set((await page()).events.map(({ type }) => type))];

describe('a publication', () => {
  it('tells of each event in the order of the log, and moves on after each', async () => {
    const types = await typesOf();
    const checkpoints: (number | undefined)[] = [];
    inHand = async () => void checkpoints.push(await checkpoint());
    await publication({ types }).handle(await page(), 1);

    expect(told).toEqual([1, 2, 3, 4, 5, 6]);
    expect(checkpoints).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await checkpoint()).toBe(6);
  });

  it('passes other types over, and is done with them too', async () => {
    await publication({ types: ['other.v1'] }).handle(await page(), 1);

    expect([told, await checkpoint()]).toEqual([[], 6]);
  });

  it('stops at an event that fails, and goes on with that one when it is asked again', async () => {
    const types = await typesOf();
    const publishing = publication({ types });
    inHand = async (position) => {
      if (position === 3) throw new Error('down');
    };
    await expect(publishing.handle(await page(), 1)).rejects.toThrow('down');
    await expect(publishing.handle(await page(), 1)).rejects.toThrow('down');
    expect([told, await checkpoint()]).toEqual([[1, 2], 2]);
    inHand = async () => {};
    await publishing.handle(await page(), 1);

    expect(told).toEqual([1, 2, 3, 4, 5, 6]);
    const third = attempts.slice(2, 5).map(({ attempt, previous }) => [attempt, previous]);
    expect(third).toEqual([
      [1, undefined],
      [2, 'trace-3'],
      [3, 'trace-4'],
    ]);
    expect(attempts.at(-1)).toMatchObject({ attempt: 1, previous: undefined });
  });

  it('knows the attempt before also in another process', async () => {
    const types = await typesOf();
    inHand = async (position) => {
      if (position === 2) throw new Error('down');
    };
    await expect(publication({ types }).handle(await page(), 1)).rejects.toThrow('down');
    const lease = await store.leases.read(NAME);
    await store.leases.claim(NAME, lease?.beat);
    inHand = async () => {};
    await publication({ types }).handle(await page(), 2);

    expect(told).toEqual([1, 2, 3, 4, 5, 6]);
    expect(attempts[2]).toMatchObject({ attempt: 2, previous: 'trace-2' });
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
      const handled = publication({ types, timeoutMs: 50 }).handle(await page(), 1);
      const outcome = handled.catch((error: unknown) => error);
      await jest.advanceTimersByTimeAsync(50);

      expect(await outcome).toBeInstanceOf(PublisherTimeout);
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
    await expect(publication({ types }).handle(await page(), 1)).rejects.toThrow(LeaseLost);

    expect([told, await checkpoint()]).toEqual([[1], 0]);
  });
});
