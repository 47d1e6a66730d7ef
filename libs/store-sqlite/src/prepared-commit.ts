import {
  checkCommit,
  type Commit,
  type CommitMetadata,
  type CommitRequest,
  serializeData,
  type StoredCommit,
} from '#libs/event-sourcing';
import { type CommitHead, type EventRow, toEvent } from './rows.js';
import type { AppendOperation } from './writer-protocol.js';

/**
 * A checked commit as the worker stores it.
 * @throws {InvalidCommit}
 * @throws {CommitTooLarge}
 */
export function toOperation(commit: Commit): AppendOperation {
  checkCommit(commit);
  const data = serializeData(commit);
  return {
    kind: 'append',
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
