import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Json, StoredCommit } from '#libs/event-sourcing';
import { commitOf, type EventLine, linesOf, parseLine } from './event-line.js';

const plain = { noNullPrototype: true };
/** Also what ends lines elsewhere, and halves of a surrogate pair. */
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u2028', '\n\r', '\ud800', '__proto__', ''));
/** As JSON gives it back: it has no negative zero. */
const data = fc
  .oneof(fc.jsonValue({ maxDepth: 3 }), fc.dictionary(text, text))
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);
const metadata = fc.record(
  { correlationid: text, causationid: text, traceparent: text, tracestate: text, actor: text },
  { ...plain, requiredKeys: ['correlationid'] },
);
const request = fc.record({ fingerprint: text, status: fc.integer() }, plain);
const event = fc.record({ type: text, data, streamId: text, version: fc.integer({ min: 1 }) }, plain);

const commit = fc
  .record({
    commitId: text,
    firstPosition: fc.integer({ min: 1 }),
    recordedAt: text,
    metadata,
    request: fc.option(request, { nil: undefined }),
    events: fc.array(event, { minLength: 1, maxLength: 5 }),
  })
  .map(({ request, events, ...head }): StoredCommit => {
    const { commitId, firstPosition, recordedAt, metadata } = head;
    const placed = events.map((each, n) => {
      return { id: `${commitId}.${n + 1}`, ...each, position: firstPosition + n, recordedAt, metadata };
    });
    return { ...head, ...(request && { request }), events: placed };
  });

const small: StoredCommit = {
  commitId: 'id',
  firstPosition: 4,
  recordedAt: '2020-01-01T00:00:00.000Z',
  metadata: { correlationid: 'c' },
  events: [1, 2].map((n) => ({
    id: `id.${n}`,
    type: 'task.created.v1',
    data: { n },
    streamId: 'task-1',
    version: n,
    position: n + 3,
    recordedAt: '2020-01-01T00:00:00.000Z',
    metadata: { correlationid: 'c' },
  })),
};

function parsed(lines: string): StoredCommit {
  const [first, ...others] = lines.trimEnd().split('\n').map(parseLine);
  return commitOf(first as EventLine, [first as EventLine, ...others]);
}

describe('lines of a commit', () => {
  it('are the whole commit, one each event, and the same bytes again', () => {
    fc.assert(
      fc.property(commit, (stored) => {
        const lines = linesOf(stored);

        expect(lines.split('\n')).toHaveLength(stored.events.length + 1);
        const again = parsed(lines);
        expect(again).toStrictEqual(stored);
        expect(linesOf(again)).toBe(lines);
      }),
      { numRuns: 300 },
    );
  });

  it('are the same bytes in whatever order a store keeps the fields', () => {
    const [one, other] = [
      { correlationid: 'c', actor: 'a', traceparent: 't' },
      { traceparent: 't', actor: 'a', correlationid: 'c' },
    ].map((metadata, index) => {
      const request = index ? { status: 201, fingerprint: 'f' } : { fingerprint: 'f', status: 201 };
      return linesOf({ ...small, metadata, request });
    });

    expect(one).toBe(other);
  });

  it('have the names that files have, for ever', () => {
    const request = { fingerprint: 'f00d', status: 201 };
    const metadata = { correlationid: 'c', causationid: 'b.1', traceparent: 'tp', tracestate: 'ts', actor: 'a' };

    expect(linesOf({ ...small, metadata, request }).split('\n')).toEqual([
      '{"id":"id.1","type":"task.created.v1","streamid":"task-1","version":1,"position":4,' +
        '"time":"2020-01-01T00:00:00.000Z","commitid":"id","commitsize":2,"correlationid":"c","causationid":"b.1",' +
        '"traceparent":"tp","tracestate":"ts","actor":"a","request":{"fingerprint":"f00d","status":201},"data":{"n":1}}',
      '{"id":"id.2","type":"task.created.v1","streamid":"task-1","version":2,"position":5,' +
        '"time":"2020-01-01T00:00:00.000Z","commitid":"id","commitsize":2,"correlationid":"c","causationid":"b.1",' +
        '"traceparent":"tp","tracestate":"ts","actor":"a","data":{"n":2}}',
      '',
    ]);
  });

  it('hold data as deep as JSON can be written', () => {
    let deep: Json = null;
    for (let depth = 0; depth < 2_000; depth++) deep = [deep];
    const events = small.events.map((each) => ({ ...each, data: deep }));

    expect(linesOf(parsed(linesOf({ ...small, events })))).toBe(linesOf({ ...small, events }));
  });
});

describe('a line is refused', () => {
  const [good = ''] = linesOf(small).split('\n');
  const changed = (changes: object) => JSON.stringify({ ...(JSON.parse(good) as object), ...changes });

  it.each<[string, string, string]>([
    ['that is no JSON', '{"secret', 'it is no JSON'],
    ['that is no object', '"secret"', 'it must be an object'],
    ['that is a list', '["secret"]', 'it must be an object'],
    ['that is nothing', 'null', 'it must be an object'],
    ['with a field that is not known', changed({ secret: 'secret' }), 'it has a field that no event has'],
    ['without an id', changed({ id: undefined }), 'id is missing'],
    ['without data', changed({ data: undefined }), 'data is missing'],
    ['with a type that is no text', changed({ type: ['secret'] }), 'type must be a text'],
    ['with version 0', changed({ version: 0 }), 'version must be a whole number from 1'],
    ['with half a position', changed({ position: 1.5 }), 'position must be a whole number from 1'],
    ['with a position beyond counting', changed({ position: 2 ** 53 }), 'position must be a whole number from 1'],
    ['with a size as text', changed({ commitsize: '2' }), 'commitsize must be a whole number from 1'],
    ['with nobody as actor', changed({ actor: null }), 'actor must be a text'],
    ['with a request that is none', changed({ request: 'secret' }), 'request must be an object'],
    ['with a request without status', changed({ request: { fingerprint: 'secret' } }), 'request.status is missing'],
    [
      'with more in its request',
      changed({ request: { fingerprint: 'secret', status: 1, secret: 1 } }),
      'it has a field that no event has',
    ],
  ])('%s', (_what, line, message) => {
    expect(() => parseLine(line)).toThrow(new Error(message));
  });
});
