import { beforeEach, describe, expect, it } from '@jest/globals';
import { MAX_ATTEMPTS, TooManyConflicts, VersionConflict } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { purse, PurseCommands, type WatchedStages } from '#testing/event-sourcing';

let store: MemoryStore;
let purses: PurseCommands;
let stages: WatchedStages;
const streamId = 'purse-1';

beforeEach(async () => {
  store = await MemoryStore.open();
  purses = new PurseCommands(store.events);
  ({ stages } = purses);
});

describe('a lost race', () => {
  beforeEach(async () => {
    await purses.open(5);
    stages.forget();
  });

  it('is decided anew on what the other writer made of it', async () => {
    purses.outrun(2);

    expect(await purses.fill(2)).toEqual({ streamId: 'purse-1', state: 9, version: 4, position: 4 });

    expect(stages.details('load')).toEqual(
      [5, 6, 7].map((state, n) => expect.objectContaining({ attempt: n + 1, state })),
    );
    expect(stages.details('decide')).toEqual([5, 6, 7].map((state) => ({ streamId, state })));
    expect(stages.details('append')).toMatchObject([
      { attempt: 1, expectedVersion: 1 },
      { attempt: 2, expectedVersion: 2 },
      { attempt: 3, expectedVersion: 3 },
    ]);
    expect(stages.failed).toEqual(['commit', 'append', 'commit', 'append']);
  });

  it('may end in nothing left to do', async () => {
    const upToSix: typeof purse = {
      ...purse,
      decide: (_, held = 0) => (held < 6 ? [{ type: 'purse.filled.v1', data: 6 - held }] : []),
    };
    purses.outrun(1);

    expect(await purses.fill(0, { decider: upToSix })).toEqual({
      streamId: 'purse-1',
      state: 6,
      version: 2,
      position: 2,
    });
    expect(await store.events.head()).toBe(2);
  });

  it(`is given up after ${MAX_ATTEMPTS} attempts, with nothing stored`, async () => {
    purses.outrun(MAX_ATTEMPTS);

    const filled = purses.fill(2);

    await expect(filled).rejects.toThrow(TooManyConflicts);
    await expect(filled).rejects.toMatchObject({ cause: new VersionConflict('purse-1', 5, 6) });
    expect(stages.details('append')).toHaveLength(5);
    expect(await store.events.readCommit(purses.commitId)).toBeUndefined();
    expect(await store.events.head()).toBe(1 + MAX_ATTEMPTS);
  });

  it('is won at the last attempt', async () => {
    purses.outrun(MAX_ATTEMPTS - 1);

    expect(await purses.fill(2)).toEqual({ streamId: 'purse-1', state: 11, version: 6, position: 6 });
  });
});

describe('a commit id that was used before', () => {
  it('answers a create with what is stored, not with what was decided now', async () => {
    const first = await purses.open(5);
    const commitId = purses.commitId;
    await purses.fill(1);

    expect(await purses.open(60, { commitId })).toEqual(first);

    expect(stages.details('append').at(-1)).toMatchObject({
      duplicate: true,
      recorded: [{ id: `${commitId}.1`, data: 5, position: 1 }],
    });
    expect(await store.events.head()).toBe(2);
  });

  it('answers a change with the state that it made then', async () => {
    await purses.open(5);
    const first = await purses.fill(2);
    const commitId = purses.commitId;
    await purses.fill(100);

    expect(await purses.fill(30, { commitId })).toEqual(first);

    expect(first).toEqual({ streamId: 'purse-1', state: 7, version: 2, position: 2 });
    expect(await store.events.head()).toBe(3);
  });
});
