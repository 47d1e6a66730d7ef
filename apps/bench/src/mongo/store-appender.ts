import { type Commit, LogContended, StoreUnavailable } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { type Appender, byCallers, type Opening } from './appender.js';

export async function openStore({ uri, callers }: Opening): Promise<Appender> {
  const { events } = await MongoStore.open({ uri });
  let again = 0;
  const append = async (commit: Commit): Promise<unknown> => {
    try {
      return await events.append(commit);
    } catch (error) {
      if (!(error instanceof LogContended || error instanceof StoreUnavailable)) throw error;
      again++;
      return append(commit);
    }
  };
  return {
    prepare: (commits) => byCallers(callers, commits, append),
    stored: () => events.head(),
    again: () => again,
  };
}
