import {
  checkCommit,
  checkRestored,
  type Commit,
  type CommitMetadata,
  type CommitRequest,
  serializeData,
  type StoredCommit,
} from '#libs/event-sourcing';
import { type CommitHead, type EventRow, toEvent } from './rows.js';
import type { AppendOperation, RestoreOperation } from './writer-protocol.js';

/**
 * A checked commit as the worker stores it.
 * @throws {InvalidCommit}
 * @throws {CommitTooLarge}
 */
export function toOperation(commit: Commit): AppendOperation {
  checkCommit(commit);
  return toAppend(commit);
}

/**
 * Checked commits as the worker restores them.
 * @throws {InvalidCommit}
 * @throws {CommitTooLarge}
 */
export function toRestore(stored: readonly StoredCommit[]): RestoreOperation {
  const { commits, versions } = checkRestored(stored);
  const appends = commits.map(({ commit, recordedAt }) => ({ ...toAppend(commit), recordedAt }));
  return {
    kind: 'restore',
    characters: appends.reduce((sum, { characters }) => sum + characters, 0),
    firstPosition: commits[0]?.firstPosition ?? 0,
    commits: appends,
    versions,
  };
}

function toAppend(commit: Commit): AppendOperation {
  const data = serializeData(commit);
  return {
    kind: 'append',
    characters: data.flat().reduce((sum, { length }) => sum + length, 0),
    commitId: commit.commitId,
    metadata: JSON.stringify(commit.metadata),
    request: commit.request ? JSON.stringify(commit.request) : null,
    streams: commit.streams.map(({ streamId, expectedVersion, events }, index) => ({
      streamId,
      expectedVersion,
      types: events.map(({ type }) => type),
      data: data[index] ?? [],
    })),
  };
}

/** What was just stored, made from the stored text, so that it is the caller's no more. */
export function toStoredCommit(operation: AppendOperation, firstPosition: number, recordedAt: string): StoredCommit {
  const head: CommitHead = {
    commitId: operation.commitId,
    firstPosition,
    recordedAt,
    metadata: JSON.parse(operation.metadata) as CommitMetadata,
    ...(operation.request !== null && { request: JSON.parse(operation.request) as CommitRequest }),
  };
  let position = firstPosition;
  const events = operation.streams.flatMap(({ streamId, expectedVersion, types, data }) =>
    types.map((type, index) => {
      const row: EventRow = [position++, firstPosition, streamId, expectedVersion + index + 1, type, data[index] ?? ''];
      return toEvent(row, head);
    }),
  );
  return { ...head, events };
}
