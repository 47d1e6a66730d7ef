import { isDeepStrictEqual } from 'node:util';
import type { Appended, Commit, EventSourcingErrorCode, RecordedEvent } from '#libs/event-sourcing';

/** One call of `append`, as its caller tells of it. */
export interface Told {
  /** Its `correlationid` is of this call alone: others may have sent the same commit id. */
  readonly sent: Commit;
  /** The highest position that its caller had seen before. */
  readonly after: number;
  readonly answer: Answer;
}

export type Answer = Appended | Refused;

interface Refused {
  readonly refused: EventSourcingErrorCode;
  /** Of a conflict. */
  readonly streamId?: string;
  readonly actualVersion?: number;
}

/** What a reader saw that read on while the log grew. */
export interface Followed {
  readonly seen: readonly RecordedEvent[];
  /** At least so far. */
  readonly upTo: number;
}

export interface Evidence {
  readonly log: readonly RecordedEvent[];
  readonly told: readonly Told[];
  readonly followed: readonly Followed[];
}

/** A commit as the log holds it. */
interface Stored {
  readonly commitId: string;
  readonly events: readonly RecordedEvent[];
}

/** What is wrong with a log that several wrote to, or with what they were told of it. */
export function objections({ log, told, followed }: Evidence): string[] {
  const commits = commitsOf(log);
  const calls = new Map(told.map((each) => [each.sent.metadata.correlationid, each]));
  return [
    ...log.flatMap((event, index) => misplaced(event, index, log[index - 1])),
    ...gaps(log),
    ...commits.flatMap((commit, index) => unfounded(commit, commits.slice(0, index), calls)),
    ...told.flatMap((each) => unexplained(each, commits)),
    ...followed.flatMap((each) => unseen(each, log)),
  ];
}

/** Neighbours with one commit id are one commit, and whoever stands elsewhere is another one with the same id. */
function commitsOf(log: readonly RecordedEvent[]): Stored[] {
  const commits: { commitId: string; events: RecordedEvent[] }[] = [];
  for (const event of log) {
    const commitId = event.id.slice(0, event.id.lastIndexOf('.'));
    const open = commits.at(-1);
    if (open?.commitId === commitId) open.events.push(event);
    else commits.push({ commitId, events: [event] });
  }
  return commits;
}

function misplaced({ position, recordedAt }: RecordedEvent, index: number, before?: RecordedEvent): string[] {
  if (position !== index + 1) return [`position ${position} stands where ${index + 1} belongs`];
  return before && recordedAt < before.recordedAt ? [`position ${position} is older than the one before it`] : [];
}

function gaps(log: readonly RecordedEvent[]): string[] {
  return [...Map.groupBy(log, ({ streamId }) => streamId)].flatMap(([streamId, events]) =>
    events.flatMap(({ version }, index) =>
      version === index + 1 ? [] : [`version ${version} of ${streamId} stands where ${index + 1} belongs`],
    ),
  );
}

/** Each stored commit is one that somebody sent and that nobody was refused, as it was sent, and once. */
function unfounded(commit: Stored, before: readonly Stored[], calls: ReadonlyMap<string, Told>): string[] {
  const { commitId, events } = commit;
  if (before.some((other) => other.commitId === commitId)) return [`${commitId} is stored twice`];
  const call = calls.get(events[0]?.metadata.correlationid ?? '');
  if (!call) return [`${commitId} is stored, and nobody sent it`];
  if (!isAsSent(commit, call.sent)) return [`${commitId} is not stored as it was sent`];
  const { answer } = call;
  if ('commit' in answer) return answer.duplicate ? [`${commitId} is stored, and its sender was told of another`] : [];
  return answer.refused === 'store_unavailable' ? [] : [`${commitId} is stored, and was refused: ${answer.refused}`];
}

function isAsSent({ commitId, events }: Stored, { streams, metadata, commitId: sentId }: Commit): boolean {
  const sent = streams.flatMap(({ streamId, expectedVersion, events }) =>
    events.map((event, index) => ({ ...event, streamId, version: expectedVersion + index + 1 })),
  );
  const stored = events.map(({ type, data, streamId, version }) => ({ type, data, streamId, version }));
  return (
    commitId === sentId &&
    isDeepStrictEqual(stored, sent) &&
    events.every(({ id }, index) => id === `${commitId}.${index + 1}`) &&
    events.every((event) => isDeepStrictEqual(event.metadata, metadata))
  );
}

/** Each answer is true of the log: at its end, or for a refusal at one moment since the call. */
function unexplained({ sent, after, answer }: Told, commits: readonly Stored[]): string[] {
  const { commitId } = sent;
  const refused = 'refused' in answer ? answer.refused : undefined;
  if (isInvalid(sent) !== (refused === 'invalid_commit')) {
    return [`${commitId} is ${isInvalid(sent) ? 'invalid' : 'valid'}, and was answered ${refused ?? 'as stored'}`];
  }
  if ('commit' in answer) return misstated(sent, after, answer, commits);
  if (refused !== 'version_conflict' || wasInConflict(sent, after, answer, commits)) return [];
  return [`${commitId} was never in conflict with version ${answer.actualVersion} of ${answer.streamId}`];
}

function misstated(sent: Commit, after: number, { commit, duplicate }: Appended, commits: readonly Stored[]): string[] {
  const { commitId, events, firstPosition } = commit;
  const stored = commits.find((each) => each.commitId === commitId);
  if (!stored) return [`${commitId} was acknowledged, and is not stored`];
  if (!isDeepStrictEqual(events, stored.events)) return [`${commitId} was acknowledged otherwise than it is stored`];
  if (duplicate) return [];
  if (!isAsSent(stored, sent)) return [`${commitId} was acknowledged as new, and is another's`];
  return firstPosition > after ? [] : [`${commitId} stands before what its sender had seen`];
}

function isInvalid({ streams }: Commit): boolean {
  return new Set(streams.map(({ streamId }) => streamId)).size < streams.length;
}

/** At one moment since the call the stream was at this other version, and the commit was not stored. */
function wasInConflict(sent: Commit, after: number, conflict: Refused, commits: readonly Stored[]): boolean {
  const { streamId, actualVersion } = conflict;
  const part = sent.streams.find((each) => each.streamId === streamId);
  if (!part || part.expectedVersion === actualVersion) return false;
  let [position, version] = [0, 0];
  const isNow = () => position >= after && version === actualVersion;
  for (const { commitId, events } of commits) {
    if (isNow()) return true;
    if (commitId === sent.commitId) return false;
    position += events.length;
    version += events.filter((event) => event.streamId === streamId).length;
  }
  return isNow();
}

function unseen({ seen, upTo }: Followed, log: readonly RecordedEvent[]): string[] {
  const wrong = seen.findIndex((event, index) => !isDeepStrictEqual(event, log[index]));
  if (wrong >= 0) return [`a reader saw ${seen[wrong]?.position} where ${wrong + 1} belongs`];
  return seen.length < upTo ? [`a reader saw ${seen.length} of ${upTo}`] : [];
}
