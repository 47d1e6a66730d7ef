import { mongo } from 'mongoose';
import {
  checkCommit,
  type Commit,
  type CommitMetadata,
  type CommitRequest,
  CommitTooLarge,
  eventId,
  type Json,
  type RecordedEvent,
  serializeData,
  type StoredCommit,
  StoreUnavailable,
} from '#libs/event-sourcing';

/** What a commit adds to one stream. `data` is JSON text: as BSON it could be six times larger, and would come back otherwise. */
export interface PartDocument {
  readonly streamId: string;
  readonly firstVersion: number;
  /** Both as one text, which no other part may have. */
  readonly slot: string;
  readonly events: readonly { readonly type: string; readonly data: string }[];
}

/** One commit is one document, so that one insert stores all of it or nothing. */
export interface CommitDocument {
  /** Position of its first event. */
  readonly _id: number;
  readonly commitId: string;
  readonly parts: readonly PartDocument[];
  /** How many positions it takes. */
  readonly count: number;
  readonly at: Date;
  readonly metadata: CommitMetadata;
  readonly request?: CommitRequest;
  /** Whose attempt it is: one an append, which the same commit sent twice has two of. A restored commit has none. */
  readonly append?: mongo.ObjectId;
}

/** A checked commit, which only lacks its place in the log. */
export interface PreparedCommit extends Omit<CommitDocument, '_id' | 'at'> {
  /** Of the document as it is sent. */
  readonly bytes: number;
}

/** The servers take 16 MiB a document; the rest is for its place in the log. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024 - 1024;

/**
 * @throws {InvalidCommit}
 * @throws {CommitTooLarge}
 */
export function prepare(commit: Commit): PreparedCommit {
  checkCommit(commit);
  const data = serializeData(commit);
  const parts = commit.streams.map(({ streamId, expectedVersion, events }, part) => ({
    streamId,
    firstVersion: expectedVersion + 1,
    slot: slotOf(streamId, expectedVersion + 1),
    events: events.map(({ type }, index) => ({ type, data: data[part]?.[index] ?? '' })),
  }));
  const prepared = {
    commitId: commit.commitId,
    parts,
    count: parts.reduce((sum, { events }) => sum + events.length, 0),
    metadata: copyOf(commit.metadata),
    ...(commit.request && { request: copyOf(commit.request) }),
  };
  const bytes = mongo.BSON.calculateObjectSize(prepared);
  if (bytes > MAX_DOCUMENT_BYTES) {
    throw new CommitTooLarge(`the commit is over the limit of ${MAX_DOCUMENT_BYTES} bytes as a document`);
  }
  return { ...prepared, bytes };
}

/** In the order of versions; as many digits as the largest whole number has. */
export function slotOf(streamId: string, version: number): string {
  return `${streamId}@${String(version).padStart(16, '0')}`;
}

/** The caller's no more, and without fields that are `undefined`. */
function copyOf<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

export function placed(commit: PreparedCommit, firstPosition: number, at: Date): CommitDocument {
  const { commitId, parts, count, metadata, request, append } = commit;
  const place = { _id: firstPosition, commitId, parts, count, at, metadata };
  return { ...place, ...(request && { request }), ...(append && { append }) };
}

/** @throws {StoreUnavailable} something else wrote the document */
export function toStoredCommit(document: CommitDocument): StoredCommit {
  const events = eventsOf(document);
  return { ...headOf(document), events };
}

/** @throws {StoreUnavailable} something else wrote the document */
export function eventsOf(document: CommitDocument): RecordedEvent[] {
  if (!isCommit(document)) throw foreignDocument();
  try {
    return recordedEvents(document);
  } catch {
    throw foreignDocument();
  }
}

function recordedEvents(document: CommitDocument): RecordedEvent[] {
  const { _id: firstPosition, commitId, metadata } = document;
  const recordedAt = document.at.toISOString();
  const events: RecordedEvent[] = [];
  for (const { streamId, firstVersion, events: ofPart } of document.parts) {
    ofPart.forEach(({ type, data }, index) => {
      const ordinal = events.length;
      events.push({
        id: eventId(commitId, ordinal + 1),
        type,
        data: JSON.parse(data) as Json,
        streamId,
        version: firstVersion + index,
        position: firstPosition + ordinal,
        recordedAt,
        metadata,
      });
    });
  }
  return events;
}

function headOf({ _id, commitId, at, metadata, request }: CommitDocument): Omit<StoredCommit, 'events'> {
  return { commitId, firstPosition: _id, recordedAt: at.toISOString(), metadata, ...(request && { request }) };
}

export function foreignDocument(): StoreUnavailable {
  return new StoreUnavailable('the log holds a document that this program did not write');
}

/** Whether this program wrote it, as far as can be seen. */
export function isCommit(document: unknown): document is CommitDocument {
  const { _id, commitId, parts, count, at, metadata } = document as Partial<CommitDocument>;
  return (
    Number.isSafeInteger(_id) &&
    typeof commitId === 'string' &&
    at instanceof Date &&
    typeof metadata === 'object' &&
    metadata !== null &&
    Array.isArray(parts) &&
    parts.reduce((sum, part) => sum + sizeOf(part), 0) === count
  );
}

function sizeOf({ streamId, firstVersion, events }: Partial<PartDocument>): number {
  return typeof streamId === 'string' && Number.isSafeInteger(firstVersion) && events ? events.length : Number.NaN;
}
