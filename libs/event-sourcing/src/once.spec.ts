import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { KeyReused, Refusal, RepeatedRefusal, type RequestKey, StoreUnavailable } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { idOf, PurseCommands } from '#testing/event-sourcing';

class TooHeavy extends Refusal {
  readonly kind = 'conflict';
  readonly code = 'too_heavy';
  readonly summary = 'Too heavy';
}

let store: MemoryStore;
let purses: PurseCommands;
const commitId = idOf(500);
const key: RequestKey = { commitId, fingerprint: 'f', status: 201, lifeMs: 60_000 };
const once = (changes: Partial<RequestKey> = {}) => ({
  commitId,
  once: { key: { ...key, ...changes }, records: store.keys },
});
const refuses = (message: string) => ({
  parse: () => {
    throw new TooHeavy(message, [{ pointer: '/coins', rule: 'range', detail: 'must be few', value: 9 }]);
  },
});

/** The same command is given a second time, and carried out, in between the load and the append of the next one. */
function outrunByTwin(): void {
  const read = store.events.readStream.bind(store.events);
  const reading = jest.spyOn(store.events, 'readStream').mockImplementationOnce(async (streamId, range) => {
    const slice = await read(streamId, range);
    reading.mockRestore();
    await purses.fill(2, once());
    return slice;
  });
}

beforeEach(async () => {
  store = await MemoryStore.open();
  purses = new PurseCommands(store.events);
});

describe('a command with a key', () => {
  it('stores the request with its events', async () => {
    await purses.open(5, once());

    expect(await store.events.readCommit(commitId)).toMatchObject({ request: { fingerprint: 'f', status: 201 } });
    expect(await store.keys.recall(commitId)).toBeUndefined();
  });

  it('is carried out once, and answers as it did then', async () => {
    const first = await purses.open(5, once());
    await purses.fill(2);
    const parse = jest.fn(() => 9);
    purses.stages.forget();

    expect(await purses.open(9, { ...once(), parse, streamId: 'purse-2' })).toEqual(first);

    expect(parse).not.toHaveBeenCalled();
    expect(purses.stages.names).toEqual(['recall']);
    expect(purses.stages.details('recall')).toEqual([{ commit: await store.events.readCommit(commitId) }]);
    expect(await store.events.head()).toBe(2);
  });

  it('answers so also where what it did would now be refused', async () => {
    await purses.open(5);
    const filled = await purses.fill(-5, once());
    const ensureExists = () => {
      throw new TooHeavy('gone');
    };

    expect(await purses.fill(-5, { ...once(), ensureExists })).toEqual(filled);
  });

  it('is refused with another request', async () => {
    await purses.open(5, once());

    await expect(purses.fill(5, once({ fingerprint: 'g' }))).rejects.toThrow(KeyReused);
    expect(await store.events.head()).toBe(1);
  });

  it('is refused where the commit has no request: somebody else chose the same id', async () => {
    await purses.open(5, { commitId });

    await expect(purses.fill(5, once())).rejects.toThrow(KeyReused);
  });

  it('asks who may do it before it looks for an answer', async () => {
    await purses.open(5, once());
    const authorize = () => {
      throw new TooHeavy('not you');
    };

    await expect(purses.open(5, { ...once(), authorize })).rejects.toThrow('not you');
    expect(purses.stages.names.at(-1)).toBe('authorize');
    expect(await store.keys.recall(commitId)).toBeUndefined();
  });

  it('whose twin was faster between look-up and append answers as the twin', async () => {
    await purses.open(5);
    outrunByTwin();

    expect(await purses.fill(2, once())).toMatchObject({ state: 7, version: 2, position: 2 });
    expect(await store.events.head()).toBe(2);
  });

  it('and another request, whose twin was faster, is refused', async () => {
    await purses.open(5);
    outrunByTwin();

    await expect(purses.fill(2, once({ fingerprint: 'g' }))).rejects.toThrow(KeyReused);
  });
});

describe('a command with a key that stores no events', () => {
  it('is remembered, and answers as it did then', async () => {
    await purses.open(5);
    const first = await purses.fill(0, once());
    await purses.fill(2);
    const parse = jest.fn(() => 3);

    expect(await purses.fill(0, { ...once(), parse })).toEqual(first);
    expect(parse).not.toHaveBeenCalled();
    await expect(purses.fill(0, once({ fingerprint: 'g' }))).rejects.toThrow(KeyReused);
  });

  it('is refused as it was then', async () => {
    await purses.open(5);
    await expect(purses.fill(1, { ...once(), ...refuses('at most 8') })).rejects.toThrow(TooHeavy);

    const again = purses.fill(1, once());

    await expect(again).rejects.toThrow(RepeatedRefusal);
    await expect(again).rejects.toMatchObject({
      kind: 'conflict',
      code: 'too_heavy',
      summary: 'Too heavy',
      message: 'at most 8',
      errors: [{ pointer: '/coins', rule: 'range', detail: 'must be few', value: 9 }],
    });
    expect(await store.events.head()).toBe(1);
  });

  it('is decided anew when its life is over', async () => {
    await purses.open(5);
    await expect(purses.fill(1, { ...once({ lifeMs: 0 }), ...refuses('at most 8') })).rejects.toThrow(TooHeavy);

    expect(await purses.fill(1, once())).toMatchObject({ state: 6, version: 2 });
  });

  it('answers as its twin that was remembered first', async () => {
    await purses.open(5);
    const parse = () => {
      void store.keys.remember(
        commitId,
        { fingerprint: 'f', outcome: { streamId: 'purse-1', version: 1, position: 1 } },
        60_000,
      );
      throw new TooHeavy('at most 8');
    };

    expect(await purses.fill(1, { ...once(), parse })).toEqual({
      streamId: 'purse-1',
      state: 5,
      version: 1,
      position: 1,
    });
  });

  it('is not remembered where the store failed, nor where it lost every race', async () => {
    await purses.open(5);
    purses.outrun(5);
    await expect(purses.fill(1, once())).rejects.toThrow('other writers');
    expect(await store.keys.recall(commitId)).toBeUndefined();
  });

  it('has no answer as long as it cannot be remembered', async () => {
    await purses.open(5);
    jest.spyOn(store.keys, 'remember').mockRejectedValue(new StoreUnavailable('away'));

    await expect(purses.fill(0, once())).rejects.toThrow(StoreUnavailable);
    await expect(purses.fill(1, { ...once(), ...refuses('at most 8') })).rejects.toThrow(StoreUnavailable);
  });
});
