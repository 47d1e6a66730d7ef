import {
  checkCommit,
  checkRestored,
  type Commit,
  type CommitMetadata,
  type CommitRequest,
  eventId,
  type Json,
  type RecordedEvent,
  type Restorable,
  serializeData,
  type StoredCommit,
} from '#libs/event-sourcing';
import { frozenFrom } from './memory.js';

/** A checked commit, which only lacks its place in the log. */
export interface PreparedCommit {
  readonly sizes: readonly number[];
  at(firstPosition: number, recordedAt: string): StoredCommit;
}

export interface RestoredCommits {
  readonly commits: readonly { readonly commit: StoredCommit; readonly sizes: readonly number[] }[];
  readonly versions: Restorable['versions'];
}

/**
 * @throws {InvalidCommit}
 * @throws {CommitTooLarge}
 */
export function prepare(commit: Commit): PreparedCommit {
  checkCommit(commit);
  return prepareChecked(commit);
}

/**
 * @throws {InvalidCommit}
 * @throws {CommitTooLarge}
 */
export function prepareRestored(stored: readonly StoredCommit[]): RestoredCommits {
  const { commits, versions } = checkRestored(stored);
  const placed = commits.map(({ commit, firstPosition, recordedAt }) => {
    const { at, sizes } = prepareChecked(commit);
    return { commit: at(firstPosition, recordedAt), sizes };
  });
  return { commits: placed, versions };
}

function prepareChecked(commit: Commit): PreparedCommit {
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
