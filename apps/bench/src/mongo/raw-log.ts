import type { mongo } from 'mongoose';
import type { Commit } from '#libs/event-sourcing';

/** A commit as the store keeps it. */
export interface CommitDocument {
  readonly _id: number;
  readonly commitId: string;
  readonly parts: readonly {
    readonly streamId: string;
    readonly firstVersion: number;
    readonly events: readonly { readonly type: string; readonly data: string }[];
  }[];
  readonly count: number;
  readonly at: Date;
  readonly metadata: Commit['metadata'];
}

export type RawLog = mongo.Collection<CommitDocument>;

/** A collection like the store's own, for the driver alone. */
export function rawLogIn(database: mongo.Db): RawLog {
  return database.collection('commits');
}

/** The store's own. */
export async function createIndexes(log: RawLog): Promise<void> {
  await log.createIndexes([
    { key: { commitId: 1 }, name: 'commit_id', unique: true },
    { key: { 'parts.streamId': 1, 'parts.firstVersion': 1 }, name: 'stream_version', unique: true },
  ]);
}

export function documentOf({ commitId, streams, metadata }: Commit, firstPosition: number): CommitDocument {
  const parts = streams.map(({ streamId, expectedVersion, events }) => ({
    streamId,
    firstVersion: expectedVersion + 1,
    events: events.map(({ type, data }) => ({ type, data: JSON.stringify(data) })),
  }));
  const count = parts.reduce((sum, { events }) => sum + events.length, 0);
  return { _id: firstPosition, commitId, parts, count, at: new Date(), metadata };
}

/** In calls of so many, one after the other. */
export async function insertAll(log: RawLog, documents: readonly CommitDocument[], perCall: number): Promise<void> {
  for (let start = 0; start < documents.length; start += perCall) {
    await log.insertMany(documents.slice(start, start + perCall), { ordered: true });
  }
}
