import { type Commit, eventId, type RecordedEvent, type StoredCommit } from '#libs/event-sourcing';

/** What the port promises of one log, without any store. Never changed: the log after a commit is another one. */
export class LogModel {
  /** Position before the first event: a log of its own may stand in a longer one. */
  readonly start: number;
  readonly commits: readonly StoredCommit[];
  readonly events: readonly RecordedEvent[];

  constructor(start: number, commits: readonly StoredCommit[] = []) {
    this.start = start;
    this.commits = commits;
    this.events = commits.flatMap(({ events }) => events);
  }

  get head(): number {
    return this.start + this.events.length;
  }

  commitOf(commitId: string): StoredCommit | undefined {
    return this.commits.find((commit) => commit.commitId === commitId);
  }

  streamOf(streamId: string): readonly RecordedEvent[] {
    return this.events.filter((event) => event.streamId === streamId);
  }

  conflictsOf({ streams }: Commit): { streamId: string; expectedVersion: number; actualVersion: number }[] {
    return streams
      .map(({ streamId, expectedVersion }) => {
        return { streamId, expectedVersion, actualVersion: this.streamOf(streamId).length };
      })
      .filter(({ expectedVersion, actualVersion }) => expectedVersion !== actualVersion);
  }

  with({ commitId, streams, metadata, request }: Commit, recordedAt: string): LogModel {
    const firstPosition = this.head + 1;
    const unplaced = streams.flatMap(({ streamId, expectedVersion, events }) =>
      events.map(({ type, data }, index) => ({ type, data, streamId, version: expectedVersion + index + 1 })),
    );
    const events = unplaced.map((event, index) => {
      return { id: eventId(commitId, index + 1), ...event, position: firstPosition + index, recordedAt, metadata };
    });
    const commit = { commitId, firstPosition, recordedAt, metadata, ...(request && { request }), events };
    return new LogModel(this.start, [...this.commits, commit]);
  }
}

/** The rules of shape, said a second time. */
export function isValid({ streams }: Commit): boolean {
  const names = streams.map(({ streamId }) => streamId);
  return (
    streams.length > 0 &&
    new Set(names).size === names.length &&
    streams.every(({ events, expectedVersion }) => {
      return events.length > 0 && Number.isInteger(expectedVersion) && expectedVersion >= 0;
    })
  );
}
