import { jest } from '@jest/globals';
import { type CommandRequest, type Decider, type EventStore, handleCommand } from '#libs/event-sourcing';
import { commitOf, idOf } from './commits.js';
import { WatchedStages } from './watched-stages.js';

type PurseEvent = { readonly type: 'purse.opened.v1' | 'purse.filled.v1'; readonly data: number };
type PurseState = number | undefined;

export class PurseEmpty extends Error {}
export class NoPurse extends Error {}

/** Coins go in and out; none is no change. */
export const purse: Decider<PurseState, number, PurseEvent> = {
  initialState: undefined,
  decide: (coins, held) => {
    if (held === undefined) return [{ type: 'purse.opened.v1', data: coins }];
    if (held + coins < 0) throw new PurseEmpty();
    return coins === 0 ? [] : [{ type: 'purse.filled.v1', data: coins }];
  },
  evolve: (held = 0, { data }) => held + data,
};

type Changes = Partial<CommandRequest<PurseState, number, PurseEvent>>;

/** Commands for one purse, each with its stages watched. */
export class PurseCommands {
  readonly streamId = 'purse-1';
  readonly stages = new WatchedStages();
  readonly #store: EventStore;
  #commits = 0;

  constructor(store: EventStore) {
    this.#store = store;
  }

  /** Of the last command that brought no id of its own. */
  get commitId(): string {
    return idOf(this.#commits);
  }

  open(coins: number, changes: Changes = {}) {
    this.#commits++;
    const { commitId, streamId } = this;
    return handleCommand({
      store: this.#store,
      decider: purse,
      streamId,
      parse: () => coins,
      commitId,
      metadata: () => ({ correlationid: commitId }),
      observe: this.stages.observe,
      ...changes,
    });
  }

  fill(coins: number, changes: Changes = {}) {
    const ensureExists = (held: PurseState) => {
      if (held === undefined) throw new NoPurse();
    };
    return this.open(coins, { ensureExists, ...changes });
  }

  /** Another writer fills a coin in between a load and its append, so many times. */
  outrun(times: number): void {
    const store = this.#store;
    const read = store.readStream.bind(store);
    let left = times;
    jest.spyOn(store, 'readStream').mockImplementation(async (streamId, range) => {
      const slice = await read(streamId, range);
      const events = [{ type: 'purse.filled.v1', data: 1 }];
      const streams = [{ streamId, expectedVersion: slice.version, events }];
      if (left-- > 0) await store.append(commitOf(900 - left, { streams }));
      return slice;
    });
  }
}
