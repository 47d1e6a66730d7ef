import type { Commit } from '#libs/event-sourcing';

/** One of those that are measured, on a database of its own. */
export interface Appender {
  /** @returns writes them all and waits for every acknowledgement */
  readonly prepare: (commits: readonly Commit[]) => () => Promise<void>;
  /** How many events are stored. */
  readonly stored: () => Promise<number>;
  /** How often an append found no way in between other writers, and was sent again. */
  readonly again?: () => number;
}

export interface Opening {
  readonly uri: string;
  /** Each waits for its acknowledgement before it sends the next. */
  readonly callers: number;
  /** Where the positions of a raw writer begin: they do not meet those of another one. */
  readonly after: number;
}

/** The queue is shared: each caller takes the next one. */
export function byCallers<Item>(callers: number, items: readonly Item[], write: (item: Item) => Promise<unknown>) {
  return async (): Promise<void> => {
    const queue = items.values();
    const call = async () => {
      for (const item of queue) await write(item);
    };
    await Promise.all(Array.from({ length: callers }, call));
  };
}
