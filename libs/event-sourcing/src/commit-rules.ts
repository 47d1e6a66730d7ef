import { CommitTooLarge, InvalidCommit } from './errors.js';
import { type Commit, type Json, MAX_COMMIT_BYTES, MAX_COMMIT_EVENTS } from './event-store.js';

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
