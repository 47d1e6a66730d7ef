import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Forbidden, PreconditionFailed } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { NoPurse, PurseCommands } from '#testing/event-sourcing';

let store: MemoryStore;
let purses: PurseCommands;

beforeEach(async () => {
  store = await MemoryStore.open();
  purses = new PurseCommands(store.events);
  await purses.open(5);
  purses.stages.forget();
});

describe('a caller', () => {
  const forbid = () => {
    throw new Forbidden('needs the role keeper');
  };

  it('who may never do it is refused before anything is read', async () => {
    const reading = jest.spyOn(store.events, 'readStream');

    await expect(purses.fill(1, { authorize: forbid })).rejects.toThrow(Forbidden);

    expect(reading).not.toHaveBeenCalled();
    expect(purses.stages.names).toEqual(['authorize']);
    expect(purses.stages.failed).toEqual(['authorize']);
  });

  it('who may do it to some is asked once the state is there, each time it is loaded', async () => {
    purses.outrun(1);
    const seen: unknown[] = [];

    await purses.fill(1, { authorize: () => (state) => void seen.push(state) });

    expect(seen).toEqual([5, 6]);
    expect(purses.stages.names.slice(0, 3)).toEqual(['authorize', 'load', 'authorize']);
    expect(purses.stages.details('authorize').slice(0, 2)).toEqual([
      { streamId: 'purse-1' },
      { streamId: 'purse-1', state: 5 },
    ]);
  });

  it('who may not do it to this one is refused before the input is looked at', async () => {
    const parse = jest.fn(() => 1);

    await expect(purses.fill(1, { authorize: () => forbid, parse })).rejects.toThrow(Forbidden);

    expect(parse).not.toHaveBeenCalled();
  });

  it('is not asked about what is not there', async () => {
    const authorize = () => forbid;

    await expect(purses.fill(1, { authorize, streamId: 'purse-none' })).rejects.toThrow(NoPurse);
  });
});

describe('an expected version', () => {
  it.each([
    ['lower', 1, 2],
    ['higher', 9, 2],
  ])('that is %s than the stream’s refuses the command, also where nothing would change', async (_, expected) => {
    await purses.fill(1);
    const isExpected = (version: number) => version === expected;

    await expect(purses.fill(1, { isExpected })).rejects.toThrow(PreconditionFailed);
    await expect(purses.fill(0, { isExpected })).rejects.toThrow(PreconditionFailed);
    expect(await store.events.head()).toBe(2);
  });

  it('that is the stream’s lets it through', async () => {
    expect(await purses.fill(1, { isExpected: (version) => version === 1 })).toMatchObject({ state: 6 });
  });

  it('is asked for after the state is known to be there and the caller allowed', async () => {
    const isExpected = () => false;
    const forbid = () => {
      throw new Forbidden('not you');
    };

    await expect(purses.fill(1, { isExpected, streamId: 'purse-none' })).rejects.toThrow(NoPurse);
    await expect(purses.fill(1, { isExpected, authorize: () => forbid })).rejects.toThrow(Forbidden);
  });

  it('that another writer passes before the append is not tried again', async () => {
    purses.outrun(1);
    const parse = jest.fn(() => 1);

    await expect(purses.fill(1, { isExpected: () => true, parse })).rejects.toThrow(PreconditionFailed);

    expect(parse).toHaveBeenCalledTimes(1);
    expect(await store.events.head()).toBe(2);
  });
});
