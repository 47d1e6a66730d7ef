import { CommitTooLarge, InvalidCommit } from './errors.js';
import {
  type Commit,
  eventId,
  type Json,
  MAX_COMMIT_BYTES,
  MAX_COMMIT_EVENTS,
  type NewEvent,
  type RecordedEvent,
  type StoredCommit,
  type StreamAppend,
} from './event-store.js';

/** The same refusals in every store, before anything is written. */
export function checkCommit(commit: Commit): void {
  if (commit.commitId === '') throw new InvalidCommit('commitId must not be empty');
  if (commit.streams.length === 0) throw new InvalidCommit('a commit needs at least one stream');
  const seen = new Set<string>();
  let events = 0;
  for (const stream of commit.streams) {
    if (stream.streamId === '') throw new InvalidCommit('streamId must not be empty');
    if (seen.has(stream.streamId)) throw new InvalidCommit('a stream stands in the commit twice');
    seen.add(stream.streamId);
    if (stream.events.length === 0) throw new InvalidCommit('each stream of a commit needs at least one event');
    if (!Number.isSafeInteger(stream.expectedVersion) || stream.expectedVersion < 0) {
      throw new InvalidCommit('expectedVersion must be a whole number, 0 or above');
    }
    events += stream.events.length;
  }
  if (events > MAX_COMMIT_EVENTS) {
    throw new CommitTooLarge(`a commit of ${events} events is over the limit of ${MAX_COMMIT_EVENTS}`);
  }
}

/** Also what the types cannot keep out: nothing at all, a circle, a BigInt, more levels than can be written. */
function toText(data: Json): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(data);
  } catch (error) {
    throw new InvalidCommit("an event's data cannot be written as JSON", { cause: error });
  }
  if (text === undefined) throw new InvalidCommit('an event without data cannot be stored');
  return text;
}

/**
 * The events' data as the JSON text that is stored.
 * @throws {InvalidCommit} it is no JSON
 * @throws {CommitTooLarge} over {@link MAX_COMMIT_BYTES}
 */
export function serializeData(commit: Commit): string[][] {
  let bytes = 0;
  return commit.streams.map(({ events }) =>
    events.map(({ data }) => {
      const text = toText(data);
      bytes += Buffer.byteLength(text);
      if (bytes > MAX_COMMIT_BYTES) {
        throw new CommitTooLarge(`the events' data is over the limit of ${MAX_COMMIT_BYTES} bytes`);
      }
      return text;
    }),
  );
}

/** What of a restored commit does not follow what stands before it. */
export type Discontinuity = 'position' | 'version' | 'time' | 'commit_id';

const DISCONTINUITIES: Readonly<Record<Discontinuity, string>> = {
  position: 'a commit does not stand right after the end of the log',
  version: "the versions of a stream's events do not follow its last one",
  time: 'a commit is older than the one before it',
  commit_id: 'a commit with the same id stands before it',
};

/** The same words in every store. */
export function discontinuity(what: Discontinuity): InvalidCommit {
  return new InvalidCommit(DISCONTINUITIES[what]);
}

/** Commits that follow each other; what remains to be seen is whether they continue the log. */
export interface Restorable {
  /** As they were sent once, each with its place in the log, in the order given. */
  readonly commits: readonly {
    readonly commit: Commit;
    readonly firstPosition: number;
    readonly recordedAt: string;
  }[];
  /** The version that each of their streams must be at before them; 0: there must be no such stream. */
  readonly versions: ReadonlyMap<string, number>;
}

/**
 * The same refusals in every store, before anything is written.
 * @throws {InvalidCommit}
 * @throws {CommitTooLarge} by the number of events: {@link serializeData} looks at the bytes
 */
export function checkRestored(stored: readonly StoredCommit[]): Restorable {
  const versions = new Map<string, number>();
  const reached = new Map<string, number>();
  const ids = new Set<string>();
  let [position, recordedAt] = [stored[0]?.firstPosition ?? 1, ''];
  if (!Number.isSafeInteger(position) || position < 1) throw discontinuity('position');
  const commits = stored.map((each) => {
    if (each.firstPosition !== position) throw discontinuity('position');
    if (each.recordedAt < recordedAt) throw discontinuity('time');
    if (ids.has(each.commitId)) throw discontinuity('commit_id');
    const commit = asSent(each);
    checkCommit(commit);
    for (const { streamId, expectedVersion, events } of commit.streams) {
      if ((reached.get(streamId) ?? expectedVersion) !== expectedVersion) throw discontinuity('version');
      if (!versions.has(streamId)) versions.set(streamId, expectedVersion);
      reached.set(streamId, expectedVersion + events.length);
    }
    ids.add(each.commitId);
    [position, recordedAt] = [position + each.events.length, each.recordedAt];
    return { commit, firstPosition: each.firstPosition, recordedAt };
  });
  return { commits, versions };
}

function asSent({ commitId, firstPosition, recordedAt, metadata, request, events }: StoredCommit): Commit {
  if (!isTime(recordedAt)) throw new InvalidCommit("a commit's time must be ISO 8601 in UTC, with milliseconds");
  events.forEach((event, index) => {
    if (event.id !== eventId(commitId, index + 1)) throw new InvalidCommit("an event's id is not of its commit");
    if (event.position !== firstPosition + index) throw discontinuity('position');
    if (event.recordedAt !== recordedAt) throw new InvalidCommit('the events of a commit have one time');
  });
  return { commitId, streams: partsOf(events), metadata, ...(request && { request }) };
}

function partsOf(events: readonly RecordedEvent[]): StreamAppend[] {
  const parts: (StreamAppend & { events: NewEvent[] })[] = [];
  for (const { streamId, version, type, data } of events) {
    const part = parts.at(-1);
    if (part?.streamId !== streamId) {
      parts.push({ streamId, expectedVersion: version - 1, events: [{ type, data }] });
    } else {
      if (version !== part.expectedVersion + part.events.length + 1) throw discontinuity('version');
      part.events.push({ type, data });
    }
  }
  return parts;
}

function isTime(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}
