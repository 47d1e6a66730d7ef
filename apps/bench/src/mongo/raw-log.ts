import { mongo } from 'mongoose';
import type { Commit } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';

/** A commit as the store keeps it. */
export interface CommitDocument {
  readonly _id: number;
  readonly commitId: string;
  readonly parts: readonly {
    readonly streamId: string;
    readonly firstVersion: number;
    readonly slot: string;
    readonly events: readonly { readonly type: string; readonly data: string }[];
  }[];
  readonly count: number;
  readonly at: Date;
  readonly metadata: Commit['metadata'];
  readonly append: mongo.ObjectId;
}

export type RawLog = mongo.Collection<CommitDocument>;

/** The store's own collection, for the driver alone. */
export function rawLogIn(database: mongo.Db): RawLog {
  return database.collection('commits');
}

/** With the store's own indexes. */
export async function createLog(uri: string): Promise<void> {
  await (await MongoStore.open({ uri })).close();
}

export function documentOf({ commitId, streams, metadata }: Commit, firstPosition: number): CommitDocument {
  const parts = streams.map(({ streamId, expectedVersion, events }) => ({
    streamId,
    firstVersion: expectedVersion + 1,
    slot: `${streamId}@${String(expectedVersion + 1).padStart(16, '0')}`,
    events: events.map(({ type, data }) => ({ type, data: JSON.stringify(data) })),
  }));
  const count = parts.reduce((sum, { events }) => sum + events.length, 0);
  return { _id: firstPosition, commitId, parts, count, at: new Date(), metadata, append: new mongo.ObjectId() };
}

/** In calls of so many, one after the other. */
export async function insertAll(log: RawLog, documents: readonly CommitDocument[], perCall: number): Promise<void> {
  for (let start = 0; start < documents.length; start += perCall) {
    await log.insertMany(documents.slice(start, start + perCall), { ordered: true });
  }
}
