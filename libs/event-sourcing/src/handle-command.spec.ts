import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { handleCommand, StoreUnavailable, TooManyConflicts, VersionConflict } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import {
  commitOf,
  idOf,
  NoPurse,
  purse,
  PurseCommands,
  PurseEmpty,
  readLog,
  type WatchedStages,
} from '#testing/event-sourcing';

let store: MemoryStore;
let purses: PurseCommands;
let stages: WatchedStages;
const streamId = 'purse-1';

beforeEach(async () => {
  store = await MemoryStore.open();
  purses = new PurseCommands(store.events);
  ({ stages } = purses);
});

describe('a create', () => {
  it('loads nothing: it decides on no state, then appends', async () => {
    const reading = jest.spyOn(store.events, 'readStream');

    expect(await purses.open(5)).toEqual({ streamId, state: 5, version: 1, position: 1 });

    expect(reading).not.toHaveBeenCalled();
    expect(stages.names).toEqual(['evaluate', 'evaluate > decide', 'evaluate > apply', 'commit', 'commit > append']);
    const events = [{ type: 'purse.opened.v1', data: 5 }];
    const recorded = await readLog(store.events);
    const base = { streamId, attempt: 1 };
    expect(stages.details()).toEqual([
      { ...base, events, state: 5 },
      { streamId, state: undefined },
      { streamId, events },
      base,
      { ...base, expectedVersion: 0, count: 1, recorded, duplicate: false },
    ]);
  });

  it('is not tried again where the stream exists', async () => {
    await purses.open(5);
    const parse = jest.fn(() => 6);

    const opened = purses.open(6, { parse });

    await expect(opened).rejects.toThrow(new TooManyConflicts(1, new VersionConflict('purse-1', 0, 1)));
    expect(parse).toHaveBeenCalledTimes(1);
    expect(await store.events.head()).toBe(1);
  });
});

describe('a change', () => {
  beforeEach(async () => {
    await store.events.append(commitOf(800));
    await purses.open(5);
    stages.forget();
  });

  it('loads, decides, appends, and tells of each stage what it did', async () => {
    expect(await purses.fill(2)).toEqual({ streamId, state: 7, version: 2, position: 3 });

    expect(stages.names).toEqual([
      'load',
      'evaluate',
      'evaluate > decide',
      'evaluate > apply',
      'commit',
      'commit > append',
    ]);
    const events = [{ type: 'purse.filled.v1', data: 2 }];
    const base = { streamId, attempt: 1 };
    expect(stages.details()).toEqual([
      { ...base, replayed: 1, version: 1, state: 5 },
      { ...base, events, state: 7 },
      { streamId, state: 5 },
      { streamId, events },
      base,
      { ...base, expectedVersion: 1, count: 1, recorded: [(await readLog(store.events))[2]], duplicate: false },
    ]);
    expect(stages.failed).toEqual([]);
  });

  it('that makes no event appends nothing, and answers with what it decided on', async () => {
    await purses.fill(2);
    await store.events.append(commitOf(801));
    stages.forget();

    expect(await purses.fill(0)).toEqual({ streamId, state: 7, version: 2, position: 3 });

    expect(stages.names).toEqual(['load', 'evaluate', 'evaluate > decide']);
    expect(stages.details('evaluate')).toEqual([{ streamId, attempt: 1, events: [], state: 7 }]);
    expect(await store.events.head()).toBe(4);
  });

  it('of what cannot be worked on fails while it loads, before the input is looked at', async () => {
    const parse = jest.fn(() => 1);

    await expect(purses.fill(1, { streamId: 'purse-none', parse })).rejects.toThrow(NoPurse);

    expect(parse).not.toHaveBeenCalled();
    expect(stages.names).toEqual(['load']);
    expect(stages.failed).toEqual(['load']);
  });

  it('whose input is refused is a failed decision', async () => {
    const refusal = new Error('no number');

    await expect(
      purses.fill(1, {
        parse: () => {
          throw refusal;
        },
      }),
    ).rejects.toBe(refusal);

    expect(stages.names).toEqual(['load', 'evaluate', 'evaluate > decide']);
    expect(stages.failed).toEqual(['evaluate', 'decide']);
    expect(await store.events.head()).toBe(2);
  });

  it('that the decider refuses stores nothing and is not tried again', async () => {
    await expect(purses.fill(-6)).rejects.toThrow(PurseEmpty);

    expect(stages.names).toEqual(['load', 'evaluate', 'evaluate > decide']);
    expect(await store.events.head()).toBe(2);
  });

  it('asks for its metadata inside the append, each time it appends', async () => {
    purses.outrun(1);
    const asked: string[] = [];
    const metadata = () => {
      asked.push(stages.current.join(' > '));
      return { correlationid: 'c', actor: `asked ${asked.length} times` };
    };

    await purses.fill(2, { metadata });

    expect(asked).toEqual(['commit > append', 'commit > append']);
    expect((await readLog(store.events)).at(-1)?.metadata).toEqual({ correlationid: 'c', actor: 'asked 2 times' });
  });

  it('leaves the store’s faults as they are', async () => {
    await store.close();

    await expect(purses.fill(1)).rejects.toThrow(StoreUnavailable);
    expect(stages.names).toEqual(['load']);
  });

  it('need not be watched', async () => {
    const metadata = () => ({ correlationid: 'c' });
    const request = { store: store.events, decider: purse, streamId, commitId: idOf(700), metadata };

    const filled = handleCommand({ ...request, ensureExists: () => {}, parse: () => 1 });

    expect(await filled).toEqual({ streamId, state: 6, version: 2, position: 3 });
  });
});
