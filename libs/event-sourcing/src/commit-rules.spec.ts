import { describe, expect, it } from '@jest/globals';
import {
  checkCommit,
  checkRestored,
  type Commit,
  CommitTooLarge,
  InvalidCommit,
  type Json,
  MAX_COMMIT_BYTES,
  MAX_COMMIT_EVENTS,
  serializeData,
  type StoredCommit,
} from '#libs/event-sourcing';
import { commitOf, idOf, part } from '#testing/event-sourcing';

const withVersion = (expectedVersion: number) => ({ streams: [{ ...part('secret-b', 0), expectedVersion }] });

const circle: { self?: Json } = {};
circle.self = circle as Json;

function ofData(...data: readonly unknown[]): Commit {
  const streams = data.map((each, index) => {
    const events = [{ type: 'task.noted.v1', data: each as Json }];
    return { streamId: `task-${index}`, expectedVersion: 0, events };
  });
  return commitOf(1, { streams });
}

describe('a commit is invalid', () => {
  const wholeNumber = 'expectedVersion must be a whole number, 0 or above';

  it.each<[string, Partial<Commit>, string]>([
    ['without an id', { commitId: '' }, 'commitId must not be empty'],
    ['without a stream', { streams: [] }, 'a commit needs at least one stream'],
    ['with a stream without a name', { streams: [part('', 0)] }, 'streamId must not be empty'],
    [
      'with a stream twice',
      { streams: [part('secret-a', 0), part('secret-b', 0), part('secret-a', 1)] },
      'a stream stands in the commit twice',
    ],
    [
      'with a stream without events',
      { streams: [part('secret-a', 0), part('secret-b', 0, 0)] },
      'each stream of a commit needs at least one event',
    ],
    ['expecting a version below 0', withVersion(-1), wholeNumber],
    ['expecting half a version', withVersion(0.5), wholeNumber],
    ['expecting no number', withVersion(Number.NaN), wholeNumber],
    ['expecting a version beyond counting', withVersion(2 ** 53), wholeNumber],
  ])('%s', (_rule, changes, message) => {
    expect(() => checkCommit(commitOf(1, changes))).toThrow(new InvalidCommit(message));
  });

  it('in no other shape', () => {
    expect(checkCommit(commitOf(1, { streams: [part('task-a', 0), part('task-b', 7, 3)] }))).toBeUndefined();
    expect(checkCommit(commitOf(1, withVersion(Number.MAX_SAFE_INTEGER)))).toBeUndefined();
  });
});

describe('a commit is too large', () => {
  it('by the events of all its streams together', () => {
    const half = MAX_COMMIT_EVENTS / 2;
    const streams = [part('task-a', 0, half), part('task-b', 0, half)];

    expect(checkCommit(commitOf(1, { streams }))).toBeUndefined();
    expect(() => checkCommit(commitOf(1, { streams: [...streams, part('task-c', 0)] }))).toThrow(
      new CommitTooLarge('a commit of 10001 events is over the limit of 10000'),
    );
  });

  it('by the bytes of its data as JSON, in UTF-8, all streams together', () => {
    const quotes = 2 * '""'.length;
    const euros = '€'.repeat(100);
    const rest = 'x'.repeat(MAX_COMMIT_BYTES - quotes - 3 * euros.length);

    expect(serializeData(ofData(euros, rest))).toEqual([[`"${euros}"`], [`"${rest}"`]]);
    expect(() => serializeData(ofData(euros, `${rest}x`))).toThrow(
      new CommitTooLarge("the events' data is over the limit of 8388608 bytes"),
    );
  });
});

describe('data that is no JSON', () => {
  it.each([
    ['nothing', undefined, 'an event without data cannot be stored'],
    ['a function', () => 'secret', 'an event without data cannot be stored'],
    ['a circle', circle, "an event's data cannot be written as JSON"],
    ['a number without end', 1n, "an event's data cannot be written as JSON"],
  ])('is invalid: %s', (_kind, data, message) => {
    const invalid = expect.objectContaining({ code: 'invalid_commit', message });
    expect(() => serializeData(ofData(1, data))).toThrow(invalid);
  });
});

/** As a store gives it back: one event of each stream, at the version after the one expected. */
function storedOf(n: number, firstPosition: number, streams: Readonly<Record<string, number>>): StoredCommit {
  const commitId = idOf(n);
  const recordedAt = `2020-01-0${n}T00:00:00.000Z`;
  const metadata = { correlationid: commitId };
  const events = Object.entries(streams).map(([streamId, expectedVersion], index) => ({
    id: `${commitId}.${index + 1}`,
    type: 'task.noted.v1',
    data: n,
    streamId,
    version: expectedVersion + 1,
    position: firstPosition + index,
    recordedAt,
    metadata,
  }));
  return { commitId, firstPosition, recordedAt, metadata, events };
}

describe('commits to be restored', () => {
  const request = { fingerprint: 'f00d', status: 201 };
  const one = { ...storedOf(1, 8, { 'secret-a': 2, 'secret-b': 0 }), request };
  const two = storedOf(2, 10, { 'secret-b': 1, 'secret-c': 0 });
  const [a, b] = one.events;

  it('are what was sent once, each with its place, and say where their streams must be before', () => {
    const { commits, versions } = checkRestored([one, two]);

    expect(commits).toEqual(
      [one, two].map(({ commitId, firstPosition, recordedAt, metadata, events }) => ({
        commit: {
          commitId,
          metadata,
          ...(commitId === one.commitId && { request }),
          streams: events.map(({ streamId, version, type, data }) => {
            return { streamId, expectedVersion: version - 1, events: [{ type, data }] };
          }),
        },
        firstPosition,
        recordedAt,
      })),
    );
    expect([...versions]).toEqual([
      ['secret-a', 2],
      ['secret-b', 0],
      ['secret-c', 0],
    ]);
  });

  it('take several events of a stream as one part', () => {
    const events = [1, 2].map((n) => ({ ...a, id: `${idOf(1)}.${n}`, version: n + 2, position: n + 7 }));

    const { commits } = checkRestored([{ ...one, events: events as StoredCommit['events'] }]);

    const event = { type: 'task.noted.v1', data: 1 };
    const whole = { streamId: 'secret-a', expectedVersion: 2, events: [event, event] };
    expect(commits[0]?.commit.streams).toEqual([whole]);
  });

  const position = 'a commit does not stand right after the end of the log';
  const version = "the versions of a stream's events do not follow its last one";
  const time = "a commit's time must be ISO 8601 in UTC, with milliseconds";

  it.each<[string, unknown[], string]>([
    ['with a hole', [one, storedOf(2, 11, { 'secret-b': 1 })], position],
    ['with an overlap', [one, storedOf(2, 9, { 'secret-b': 1 })], position],
    ['at position 0', [storedOf(1, 0, { 'secret-a': 0 })], position],
    ['at half a position', [storedOf(1, 7.5, { 'secret-a': 0 })], position],
    ['with an event at another place', [{ ...one, events: [a, { ...b, position: 10 }] }], position],
    ['with a version missing', [one, storedOf(2, 10, { 'secret-b': 2 })], version],
    ['with a version twice', [one, storedOf(2, 10, { 'secret-b': 0 })], version],
    ['with a version missing inside', [{ ...one, events: [a, { ...b, streamId: 'secret-a', version: 5 }] }], version],
    [
      'with time that runs backwards',
      [two, storedOf(1, 12, { 'secret-x': 0 })],
      'a commit is older than the one before it',
    ],
    ['with an id twice', [one, { ...two, commitId: idOf(1) }], 'a commit with the same id stands before it'],
    ['with an event of another commit', [{ ...one, events: [b] }], "an event's id is not of its commit"],
    [
      'with an event of another time',
      [{ ...one, events: [a, { ...b, recordedAt: two.recordedAt }] }],
      'the events of a commit have one time',
    ],
    ['with a time that is a day only', [{ ...one, recordedAt: '2020-01-01' }], time],
    ['with a time that does not exist', [{ ...one, recordedAt: '2020-02-30T00:00:00.000Z' }], time],
    ['with no time', [{ ...one, recordedAt: 'yesterday' }], time],
    ['without events', [{ ...one, events: [] }], 'a commit needs at least one stream'],
    [
      'with a stream in two places',
      [storedOf(1, 1, { x: 0, y: 0 }), storedOf(2, 3, { x: 1, y: 1 })].map(interleaved),
      'a stream stands in the commit twice',
    ],
  ])('are refused %s', (_what, stored, message) => {
    expect(() => checkRestored(stored as StoredCommit[])).toThrow(new InvalidCommit(message));
  });

  /** The first stream once more at the end. */
  function interleaved(commit: StoredCommit): StoredCommit {
    const { length } = commit.events;
    const last = { ...(commit.events[0] as StoredCommit['events'][0]), id: `${commit.commitId}.${length + 1}` };
    const position = commit.firstPosition + length;
    return { ...commit, events: [...commit.events, { ...last, version: last.version + 1, position }] };
  }
});
