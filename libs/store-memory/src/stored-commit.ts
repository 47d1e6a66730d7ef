import {
  checkCommit,
  type Commit,
  type CommitMetadata,
  type CommitRequest,
  eventId,
  type Json,
  type RecordedEvent,
  serializeData,
  type StoredCommit,
} from '#libs/event-sourcing';
import { frozenFrom } from './memory.js';

/** A checked commit, which only lacks its place in the log. */
export interface PreparedCommit {
  readonly sizes: readonly number[];
  at(firstPosition: number, recordedAt: string): StoredCommit;
}

/**
 * @throws {InvalidCommit}
 * @throws {CommitTooLarge}
 */
export function prepare(commit: Commit): PreparedCommit {
  checkCommit(commit);
  const data = serializeData(commit);
  const { commitId } = commit;
  const metadata = frozenFrom<CommitMetadata>(JSON.stringify(commit.metadata));
  const request = commit.request && frozenFrom<CommitRequest>(JSON.stringify(commit.request));
  const unplaced = commit.streams.flatMap(({ streamId, expectedVersion, events }, stream) =>
    events.map(({ type }, index) => ({
      type,
      data: frozenFrom<Json>(data[stream]?.[index] ?? ''),
      streamId,
      version: expectedVersion + index + 1,
    })),
  );
  return {
    sizes: data.flat().map((text) => Buffer.byteLength(text)),
    at: (firstPosition, recordedAt) => {
      const events = unplaced.map((event, index): RecordedEvent => {
        const id = eventId(commitId, index + 1);
        return Object.freeze({ id, ...event, position: firstPosition + index, recordedAt, metadata });
      });
      return Object.freeze({
        commitId,
        firstPosition,
        recordedAt,
        metadata,
        ...(request && { request }),
        events: Object.freeze(events),
      });
    },
  };
}
