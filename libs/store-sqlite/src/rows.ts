import {
  type CommitMetadata,
  type CommitRequest,
  eventId,
  type RecordedEvent,
  type StoredCommit,
} from '#libs/event-sourcing';

export type EventRow = readonly [
  position: number,
  firstPosition: number,
  streamId: string,
  version: number,
  type: string,
  data: string,
];
export const EVENT_COLUMNS = 'position, first_position, stream_id, version, type, data';

export type CommitRow = readonly [
  firstPosition: number,
  commitId: string,
  recordedAt: string,
  metadata: string,
  request: string | null,
];
export const COMMIT_COLUMNS = 'first_position, commit_id, recorded_at, metadata, request';

export type CommitHead = Omit<StoredCommit, 'events'>;

export function toCommitHead([firstPosition, commitId, recordedAt, metadata, request]: CommitRow): CommitHead {
  return {
    commitId,
    firstPosition,
    recordedAt,
    metadata: JSON.parse(metadata) as CommitMetadata,
    ...(request !== null && { request: JSON.parse(request) as CommitRequest }),
  };
}

export function toEvent([position, , streamId, version, type, data]: EventRow, commit: CommitHead): RecordedEvent {
  return {
    id: eventId(commit.commitId, position - commit.firstPosition + 1),
    type,
    data: JSON.parse(data),
    streamId,
    version,
    position,
    recordedAt: commit.recordedAt,
    metadata: commit.metadata,
  };
}

/** Both in the order of their positions; every event's commit is among the commits. */
export function mergeEvents(events: readonly EventRow[], commits: readonly CommitRow[]): RecordedEvent[] {
  let index = -1;
  let head: CommitHead | undefined;
  return events.map((event) => {
    while (head?.firstPosition !== event[1]) {
      const commit = commits[++index];
      if (!commit) throw new Error(`position ${event[0]} has no commit`);
      head = toCommitHead(commit);
    }
    return toEvent(event, head);
  });
}
