import type { CommitMetadata, Json, StoredCommit } from '#libs/event-sourcing';
import { z } from 'zod';

/** What is wrong with a line, without its content. */
export class WrongLine extends Error {}

const must = (rule: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? 'is missing' : `must be ${rule}`),
});
const text = z.string(must('a text'));
const fromOne = must('a whole number from 1');
const count = z.int(fromOne).min(1, fromOne);
const whole = z.int(must('a whole number'));

/** CloudEvents' names where it has one. These names are in people's files: add, never rename. */
const eventLine = z.strictObject(
  {
    id: text,
    type: text,
    streamid: text,
    version: count,
    position: count,
    time: text,
    commitid: text,
    /** Events of the commit. */
    commitsize: count,
    correlationid: text,
    causationid: text.optional(),
    traceparent: text.optional(),
    tracestate: text.optional(),
    actor: text.optional(),
    /** On a commit's first line only. */
    request: z.strictObject({ fingerprint: text, status: whole }, must('an object')).optional(),
    data: z.custom<Json>((value) => value !== undefined, must('JSON')),
  },
  must('an object'),
);

export type EventLine = z.output<typeof eventLine>;

/** What all lines of a commit have in common. */
export const COMMIT_FIELDS = [
  'commitid',
  'commitsize',
  'time',
  'correlationid',
  'causationid',
  'traceparent',
  'tracestate',
  'actor',
] as const;

/** One line for each event; the same commit gives the same bytes, from whatever store. */
export function linesOf({ commitId, recordedAt, metadata, request, events }: StoredCommit): string {
  const { correlationid, causationid, traceparent, tracestate, actor } = metadata;
  const common = { commitid: commitId, commitsize: events.length };
  const lines = events.map(({ id, type, streamId, version, position, data }, index) => {
    const place = { id, type, streamid: streamId, version, position, time: recordedAt };
    const made = request && index === 0 ? { fingerprint: request.fingerprint, status: request.status } : undefined;
    const causes = { correlationid, causationid, traceparent, tracestate, actor, request: made };
    // By itself, so that data as deep as JSON can be written does not become one level too deep.
    return `${JSON.stringify({ ...place, ...common, ...causes }).slice(0, -1)},"data":${JSON.stringify(data)}}\n`;
  });
  return lines.join('');
}

/** @throws {WrongLine} */
export function parseLine(line: string): EventLine {
  const { success, data, error } = eventLine.safeParse(jsonOf(line));
  if (success) return data;
  const [{ code, path, message } = { code: '', path: [], message: '' }] = error.issues;
  if (code === 'unrecognized_keys') throw new WrongLine('it has a field that no event has');
  throw new WrongLine(path.length === 0 ? `it ${message}` : `${path.join('.')} ${message}`);
}

/** @param lines all of one commit, in their order */
export function commitOf(first: EventLine, lines: readonly EventLine[]): StoredCommit {
  const { commitid, position: firstPosition, time: recordedAt, request } = first;
  const metadata = metadataOf(first);
  const events = lines.map(({ id, type, data, streamid, version, position }) => {
    return { id, type, data, streamId: streamid, version, position, recordedAt, metadata };
  });
  return { commitId: commitid, firstPosition, recordedAt, metadata, ...(request && { request }), events };
}

function metadataOf({ correlationid, causationid, traceparent, tracestate, actor }: EventLine): CommitMetadata {
  return {
    ...(traceparent !== undefined && { traceparent }),
    ...(tracestate !== undefined && { tracestate }),
    correlationid,
    ...(causationid !== undefined && { causationid }),
    ...(actor !== undefined && { actor }),
  };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The parser's own message quotes the line.
    throw new WrongLine('it is no JSON');
  }
}
