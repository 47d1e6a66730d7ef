import { type Connection, mongo } from 'mongoose';
import { type LogSearch, MAX_COMMIT_EVENTS } from '#libs/event-sourcing';
import { type CommitDocument, foreignDocument, slotOf } from './commit-document.js';
import { DURABLE, REQUEST_MS, SETTLED } from './connection.js';
import { inTime } from './in-time.js';

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

/** So many versions below and above the one asked for are looked at first: each is one entry of the index. */
const NEAR = 16;

/** What of a commit tells where its parts end. */
const WITHOUT_DATA = { 'parts.streamId': 1, 'parts.firstVersion': 1, 'parts.events.type': 1 } as const;

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
      await inTime(this.#commits.insertMany(documents, { ordered: true }), REQUEST_MS);
      return { kind: 'stored' };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  async tail(): Promise<Tail | undefined> {
    const projection = { count: 1, at: 1 };
    const tail = await this.#commits.findOne({}, { sort: { _id: -1 }, projection });
    // Where the next commit stands must never come from what somebody else wrote.
    if (tail && !Number.isSafeInteger(tail._id + tail.count)) throw foreignDocument();
    return tail ?? undefined;
  }

  async commitsById(commitIds: readonly string[]): Promise<Map<string, CommitDocument>> {
    const found = await this.#commits.find({ commitId: { $in: commitIds } }, { hint: 'commit_id' }).toArray();
    return new Map(found.map((document) => [document.commitId, document]));
  }

  async commitById(commitId: string): Promise<CommitDocument | undefined> {
    return (await this.#commits.findOne({ commitId }, { hint: 'commit_id' })) ?? undefined;
  }

  /**
   * Version of a stream's last event; 0: there is no such stream.
   * @param near a version that it is likely not far from
   */
  async headOfStream(streamId: string, near: number): Promise<number> {
    const { ends, begins } = await this.#endAround(streamId, near);
    // Else the next commit would have been among the entries looked at.
    if (begins > 0 && ends < near + NEAR) return ends;
    const after = Math.max(near - MAX_COMMIT_EVENTS, 0);
    return (await this.#headAfter(streamId, after)) || (after > 0 ? this.#headAfter(streamId, 0) : 0);
  }

  /** Whether any of these places in a stream is taken. */
  async holdsAny(slots: readonly string[]): Promise<boolean> {
    const options = { hint: 'stream_version', projection: { _id: 1 } } as const;
    return (await this.#commits.findOne({ 'parts.slot': { $in: slots } }, options)) !== null;
  }

  /** All commits with a part of the stream, in its order. */
  async commitsOfStream(streamId: string): Promise<CommitDocument[]> {
    // A prefix rather than a range: of a range, FerretDB searches for each end alone.
    const slot = { $regex: `^${literally(streamId)}@` };
    return this.#inOrder({ parts: { $elemMatch: { streamId, slot } } });
  }

  /** Those whose part begins in a range of versions. */
  async partsOfStream(streamId: string, from: number, upTo: number): Promise<CommitDocument[]> {
    return this.#inOrder(partOf(streamId, from, upTo));
  }

  /** The commit that holds a version of the stream, where it begins before it. */
  async partAround(streamId: string, version: number): Promise<CommitDocument[]> {
    const earliest = Math.max(version - MAX_COMMIT_EVENTS + 1, 1);
    const options = { hint: 'stream_version', sort: { _id: -1 }, limit: 1 } as const;
    return this.#commits.find(partOf(streamId, earliest, version - 1), options).toArray();
  }

  /** Commits in order from the one that holds the next position, as long as `take` asks for more. */
  async commitsAfter(after: number, limit: number, take: (document: CommitDocument) => boolean): Promise<void> {
    const options = { sort: { _id: 1 }, limit, batchSize: limit } as const;
    const cursor = this.#commits.find({ _id: { $gt: after } }, options);
    try {
      const [first] = (await cursor.hasNext()) ? cursor.readBufferedDocuments(1) : [];
      // Else the page begins inside a commit, or there is nothing yet.
      const around = after === 0 || first?._id === after + 1 ? undefined : await this.#commitAround(after + 1);
      for (const document of [around, first]) if (document && !take(document)) return;
      while (await cursor.hasNext()) {
        for (const document of cursor.readBufferedDocuments()) if (!take(document)) return;
      }
    } finally {
      await cursor.close();
    }
  }

  /** Commits that may hold what a search wants, in its order, as long as `take` asks for more. */
  async commitsFor(search: LogSearch, take: (document: CommitDocument) => boolean): Promise<void> {
    const { types, streams, backwards } = search.filter;
    const around = await this.#commitAround(search.first);
    const range = { $gte: around?._id ?? search.first, $lte: search.last };
    // The one around may hold nothing that is wanted, and one more than asked for shows whether all was searched.
    const most = search.limit + 2;
    const direction = backwards ? -1 : 1;
    const wanted = streams
      ? { _id: { $in: await this.#idsOfStreams(streams, types, range, { direction, most }) } }
      : { _id: range, ...(types && { 'parts.events.type': { $in: [...types] } }) };
    const cursor = this.#commits.find(wanted, { hint: '_id_', sort: { _id: direction }, limit: most });
    try {
      for await (const document of cursor) if (!take(document)) return;
    } finally {
      await cursor.close();
    }
  }

  /** Sorted here, as below: small documents, and those that are wanted alone are read whole. */
  async #idsOfStreams(
    streams: readonly string[],
    types: readonly string[] | undefined,
    range: mongo.Condition<number>,
    { direction, most }: { readonly direction: 1 | -1; readonly most: number },
  ): Promise<number[]> {
    const slots = streams.map((streamId) => new mongo.BSONRegExp(`^${literally(streamId)}@`));
    const part = { streamId: { $in: streams }, slot: { $in: slots }, ...(types && { 'events.type': { $in: types } }) };
    const filter = { _id: range, parts: { $elemMatch: part } };
    const found = await this.#commits.find(filter, { hint: 'stream_version', projection: { _id: 1 } }).toArray();
    return found
      .map(({ _id }) => _id)
      .toSorted((one, other) => direction * (one - other))
      .slice(0, most);
  }

  /** The commit that holds a position, where it begins before it. */
  async #commitAround(position: number): Promise<CommitDocument | undefined> {
    const options = { sort: { _id: -1 }, limit: 1 } as const;
    const document = await this.#commits.findOne({ _id: { $lt: position } }, options);
    return document && document._id + document.count > position ? document : undefined;
  }

  /** Sorted here: asked to, the server would rather scan the log, or look at parts of other streams too. */
  async #inOrder(filter: mongo.Filter<CommitDocument>): Promise<CommitDocument[]> {
    const found = await this.#commits.find(filter, { hint: 'stream_version' }).toArray();
    return found.toSorted((one, other) => one._id - other._id);
  }

  async #endAround(streamId: string, near: number): Promise<{ begins: number; ends: number }> {
    const lowest = Math.max(near - NEAR, 1);
    const slots = Array.from({ length: 2 * NEAR + 1 }, (_, index) => slotOf(streamId, lowest + index));
    const options = { hint: 'stream_version', projection: WITHOUT_DATA } as const;
    const found = await this.#commits.find({ 'parts.slot': { $in: slots } }, options).toArray();
    const last = found.toSorted((one, other) => one._id - other._id).at(-1);
    return endOf(streamId, last);
  }

  async #headAfter(streamId: string, after: number): Promise<number> {
    // By `_id`, since a sort by a field of `parts` would look at those of other streams too.
    const options = { hint: 'stream_version', sort: { _id: -1 }, limit: 1, projection: WITHOUT_DATA } as const;
    const [last] = await this.#commits.find(partOf(streamId, after + 1), options).toArray();
    return endOf(streamId, last).ends;
  }
}

/** The commits with a part of the stream that begins in the range. */
function partOf(streamId: string, from: number, upTo = Number.MAX_SAFE_INTEGER): mongo.Filter<CommitDocument> {
  const slot = { $gte: slotOf(streamId, from), $lte: slotOf(streamId, upTo) };
  // A stream whose name goes on where this one's ends may have slots in between.
  return { parts: { $elemMatch: { streamId, slot } } };
}

/** 0 where there is no such part. */
function endOf(streamId: string, document: CommitDocument | undefined): { begins: number; ends: number } {
  const part = document?.parts.find((each) => each.streamId === streamId);
  return part
    ? { begins: part.firstVersion, ends: part.firstVersion + part.events.length - 1 }
    : { begins: 0, ends: 0 };
}

/** In a regular expression; without letters escaped, so that the server sees that it is a prefix. */
function literally(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`).replaceAll('\0', String.raw`\x00`);
}

function outcomeOf(error: unknown): Inserted {
  // Without the majority's word the driver names no refused write: what came before it may still be rolled back.
  const [refused] = error instanceof mongo.MongoBulkWriteError ? [error.writeErrors].flat() : [];
  return refused ? { kind: 'refused', index: refused.index, error: refused } : { kind: 'unclear', error };
}
