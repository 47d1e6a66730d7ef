import * as fc from 'fast-check';
import type { Json } from '#libs/event-sourcing';
import type { LogModel } from './log-model.js';
import { Append, head, type Operation, readAll, readCommit, readStream } from './operations.js';

/** What the operations of one run know of the run. */
export interface Run {
  /** As it was before the operations that are sent together. */
  readonly log: LogModel;
  /** Of commits sent before, also of those refused. */
  readonly ids: string[];
}

type Plan<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;
/** Made concrete when it is sent, since what is stale or ahead depends on what was stored before. */
export type Planned = Plan<typeof append> | Plan<typeof read>;

const plain = { noNullPrototype: true };
const stream = fc.nat(3);
/** As JSON gives it back: it has no negative zero. */
const data = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
const event = fc.record({ type: fc.constantFrom('task.noted.v1', 'task.noted.v2'), data }, plain);
const request = fc.record({ fingerprint: fc.string(), status: fc.nat() }, plain);

const part = fc.record({
  stream,
  /** Beside the version that the stream is at: mostly none, at times stale, in the middle, ahead, or no number. */
  offset: fc.oneof(
    { weight: 12, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.integer({ min: -4, max: 4 }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, 0.5, Number.NEGATIVE_INFINITY) },
  ),
  events: fc.oneof(
    { weight: 12, arbitrary: fc.array(event, { minLength: 1, maxLength: 4 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  ),
});

const append = fc.record({
  call: fc.constant('append' as const),
  parts: fc.oneof(
    { weight: 12, arbitrary: fc.uniqueArray(part, { minLength: 1, maxLength: 3, selector: ({ stream }) => stream }) },
    { weight: 1, arbitrary: fc.array(part, { maxLength: 3 }) },
  ),
  usedId: fc.option(fc.nat(), { freq: 5 }),
  request: fc.option(request),
});

const read = fc.oneof(
  fc.record({ call: fc.constant('readAll' as const), after: fc.nat(30), limit: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ call: fc.constant('readStream' as const), stream, after: fc.nat(8), upTo: fc.nat(12) }),
  fc.record({ call: fc.constant('readCommit' as const), usedId: fc.nat() }),
  fc.record({ call: fc.constant('head' as const) }),
);

/** Sent together, then the next ones. */
export const batches = fc.array(
  fc.array(fc.oneof({ weight: 3, arbitrary: append }, { weight: 2, arbitrary: read }), { minLength: 1, maxLength: 6 }),
  { minLength: 1, maxLength: 8 },
);

export function concrete(planned: Planned, { log, ids }: Run): Operation {
  switch (planned.call) {
    case 'append':
      return appendOf(planned, { log, ids });
    case 'readAll':
      return readAll(log.start + planned.after, planned.limit);
    case 'readStream':
      return readStream(streamIdOf(log, planned.stream), planned.after, planned.upTo);
    case 'readCommit':
      return readCommit(usedIdOf(ids, planned.usedId) ?? 'unknown');
    case 'head':
      return head;
  }
}

function appendOf({ parts, usedId, request }: Plan<typeof append>, { log, ids }: Run): Operation {
  const commitId = usedIdOf(ids, usedId) ?? `${log.start}-${ids.length}`;
  ids.push(commitId);
  const streams = parts.map(({ stream, offset, events }) => {
    const streamId = streamIdOf(log, stream);
    return { streamId, expectedVersion: log.streamOf(streamId).length + offset, events };
  });
  const metadata = { correlationid: `${commitId}, sent as number ${ids.length}` };
  return new Append({ commitId, streams, metadata, ...(request && { request }) });
}

function usedIdOf(ids: readonly string[], index: number | null): string | undefined {
  return index === null ? undefined : ids[index % ids.length];
}

/** Each run has streams of its own. */
function streamIdOf(log: LogModel, stream: number): string {
  return `task-${log.start}.${stream}`;
}
