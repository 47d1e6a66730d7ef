import { type Connection, mongo } from 'mongoose';
import { MAX_COMMIT_EVENTS } from '#libs/event-sourcing';
import { type CommitDocument, slotOf } from './commit-document.js';
import { DURABLE, SETTLED } from './connection.js';

/** Of an ordered batch: what stands before `index` is stored, what stands after it is not. */
export type Inserted =
  | { readonly kind: 'stored' }
  | { readonly kind: 'refused'; readonly index: number; readonly error: unknown }
  | { readonly kind: 'unclear'; readonly error: unknown };

/** The last commit of the log, without its events. */
export interface Tail {
  readonly _id: number;
  readonly count: number;
  readonly at: Date;
}

/** Up to so many commits of a stream are sorted to find its head, if it is where it is looked for. */
const NEAR = 64;

/** Every call that the log makes: always to the primary, by majority, whatever the URI says. */
export class CommitLog {
  readonly #commits: mongo.Collection<CommitDocument>;

  constructor(connection: Connection, namespace: string) {
    const options = { ...SETTLED, writeConcern: DURABLE };
    // Not the model's own methods: they would check and copy each document that was made right here.
    this.#commits = connection.getClient().db(namespace).collection<CommitDocument>('commits', options);
  }

  async insert(documents: readonly CommitDocument[]): Promise<Inserted> {
    try {
      await this.#commits.insertMany(documents, { ordered: true });
      return { kind: 'stored' };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  async tail(): Promise<Tail | undefined> {
    const projection = { count: 1, at: 1 };
    return (await this.#commits.findOne({}, { sort: { _id: -1 }, projection })) ?? undefined;
  }

  async commitsById(commitIds: readonly string[]): Promise<Map<string, CommitDocument>> {
    const found = await this.#commits.find({ commitId: { $in: commitIds } }).toArray();
    return new Map(found.map((document) => [document.commitId, document]));
  }

  async commitById(commitId: string): Promise<CommitDocument | undefined> {
    return (await this.#commits.findOne({ commitId })) ?? undefined;
  }

  /**
   * Version of a stream's last event; 0: there is no such stream.
   * @param near a version that it is likely not far above
   */
  async headOfStream(streamId: string, near: number): Promise<number> {
    const head = await this.#headAbove(streamId, near - NEAR);
    return head ?? (near > NEAR ? await this.#headAbove(streamId, 0) : undefined) ?? 0;
  }

  /** The commits with a part of the stream, in its order, whose first version there lies in the range. */
  async partsOfStream(streamId: string, above: number, upTo: number): Promise<CommitDocument[]> {
    const found = this.#commits.find(partOf(streamId, above + 1, upTo), { hint: 'stream_version' });
    // Sorted here: asked to sort by `_id`, the server would rather scan the log, and by a field of `parts`, look at
    // those of other streams too.
    return (await found.toArray()).toSorted((one, other) => one._id - other._id);
  }

  /** The commit that holds a version of the stream, where it begins before it. */
  async partAround(streamId: string, version: number): Promise<CommitDocument[]> {
    const earliest = Math.max(version - MAX_COMMIT_EVENTS + 1, 1);
    const options = { hint: 'stream_version', sort: { _id: -1 }, limit: 1 } as const;
    return this.#commits.find(partOf(streamId, earliest, version - 1), options).toArray();
  }

  /** The commit that holds a position, where it begins before it. */
  async commitAround(position: number): Promise<CommitDocument | undefined> {
    const [document] = await this.#commits.find({ _id: { $lt: position } }, { sort: { _id: -1 }, limit: 1 }).toArray();
    return document && document._id + document.count > position ? document : undefined;
  }

  /** Commits in order, as long as `take` asks for more. */
  async commitsAfter(after: number, limit: number, take: (document: CommitDocument) => boolean): Promise<void> {
    const options = { sort: { _id: 1 }, limit, batchSize: limit } as const;
    const cursor = this.#commits.find({ _id: { $gt: after } }, options);
    try {
      while (await cursor.hasNext()) {
        for (const document of cursor.readBufferedDocuments()) if (!take(document)) return;
      }
    } finally {
      await cursor.close();
    }
  }

  async #headAbove(streamId: string, above: number): Promise<number | undefined> {
    const projection = { 'parts.streamId': 1, 'parts.firstVersion': 1, 'parts.events.type': 1 };
    // By `_id`, since a sort by a field of `parts` would look at those of other streams too.
    const options = { hint: 'stream_version', sort: { _id: -1 }, limit: 1, projection } as const;
    const [document] = await this.#commits.find(partOf(streamId, Math.max(above, 0) + 1), options).toArray();
    const part = document?.parts.find((each) => each.streamId === streamId);
    return part && part.firstVersion + part.events.length - 1;
  }
}

/** The commits with a part of the stream that begins in the range. */
function partOf(streamId: string, from: number, upTo = Number.MAX_SAFE_INTEGER): mongo.Filter<CommitDocument> {
  const slot = { $gte: slotOf(streamId, from), $lte: slotOf(streamId, upTo) };
  // A stream whose name goes on where this one's ends may have slots in between.
  return { parts: { $elemMatch: { streamId, slot } } };
}

function outcomeOf(error: unknown): Inserted {
  // Without the majority's word, what came before the refused one may be rolled back.
  if (error instanceof mongo.MongoBulkWriteError && !error.result.getWriteConcernError()) {
    const [refused] = [error.writeErrors].flat();
    if (refused) return { kind: 'refused', index: refused.index, error: refused };
  }
  return { kind: 'unclear', error };
}
