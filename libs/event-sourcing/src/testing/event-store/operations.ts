import { type Appended, type Commit, type EventStore, InvalidCommit, VersionConflict } from '#libs/event-sourcing';
import { isValid, type LogModel } from './log-model.js';

/** One call of the port, and what it may answer. */
export interface Operation {
  readonly name: string;
  /** A refusal is an answer too. */
  run(events: EventStore): Promise<unknown>;
  /** Every answer that the port allows where the log stands like this and is not changed by the call. */
  allowed(log: LogModel): readonly unknown[];
}

export class Append implements Operation {
  readonly name = 'append';
  readonly commit: Commit;
  readonly #isValid: boolean;

  constructor(commit: Commit) {
    this.commit = commit;
    this.#isValid = isValid(commit);
  }

  async run(events: EventStore): Promise<unknown> {
    try {
      return await events.append(this.commit);
    } catch (error) {
      if (error instanceof InvalidCommit) return 'invalid';
      if (!(error instanceof VersionConflict)) throw error;
      const { streamId, expectedVersion, actualVersion } = error;
      return { streamId, expectedVersion, actualVersion };
    }
  }

  allowed(log: LogModel): readonly unknown[] {
    if (!this.#isValid) return ['invalid'];
    const commit = log.commitOf(this.commit.commitId);
    return commit ? [{ duplicate: true, commit }] : log.conflictsOf(this.commit);
  }

  /** The log with this commit at its end; undefined where it must not be stored. */
  storedIn(log: LogModel, { commit }: Appended): LogModel | undefined {
    if (!this.#isValid || log.commitOf(this.commit.commitId) || log.conflictsOf(this.commit).length > 0)
      return undefined;
    return log.with(this.commit, commit.recordedAt);
  }
}

export function readAll(after: number, limit: number): Operation {
  return {
    name: `readAll(${after}, ${limit})`,
    run: (store) => store.readAll(after, limit),
    allowed: ({ start, events }) => {
      const page = events.slice(after - start, after - start + limit);
      return [{ events: page, position: after + page.length }];
    },
  };
}

export function readStream(streamId: string, after: number, upTo: number): Operation {
  return {
    name: `readStream(${streamId}, ${after}, ${upTo})`,
    run: (store) => store.readStream(streamId, { after, upTo }),
    allowed: (log) => {
      const events = log.streamOf(streamId).slice(after, upTo);
      return [{ events, version: after + events.length }];
    },
  };
}

export function readCommit(commitId: string): Operation {
  return {
    name: `readCommit(${commitId})`,
    run: async (store) => (await store.readCommit(commitId)) ?? null,
    allowed: (log) => [log.commitOf(commitId) ?? null],
  };
}

export const head: Operation = {
  name: 'head',
  run: (store) => store.head(),
  allowed: (log) => [log.head],
};
