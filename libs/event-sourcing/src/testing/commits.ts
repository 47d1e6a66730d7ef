import type { Commit, Json, StreamAppend } from '#libs/event-sourcing';

/** Time-ordered, as the ids of real commits. */
export function idOf(n: number): string {
  return `0199a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

/** A commit of one event for a stream of its own, unless told otherwise. */
export function commitOf(n: number, changes: Partial<Commit> & { data?: Json; expectedVersion?: number } = {}): Commit {
  const { data = { n }, expectedVersion = 0, ...rest } = changes;
  const commitId = idOf(n);
  return {
    commitId,
    streams: [{ streamId: `task-${commitId}`, expectedVersion, events: [{ type: 'task.created.v1', data }] }],
    metadata: { correlationid: commitId },
    ...rest,
  };
}

/** One stream's part of a commit: as many events as told, no two of them alike. */
export function part(streamId: string, expectedVersion: number, count = 1): StreamAppend {
  const events = Array.from({ length: count }, (_, index) => ({
    type: 'task.noted.v1',
    data: { of: streamId, note: expectedVersion + index + 1 },
  }));
  return { streamId, expectedVersion, events };
}
