import { describe, expect, it } from '@jest/globals';
import {
  checkCommit,
  type Commit,
  CommitTooLarge,
  InvalidCommit,
  type Json,
  MAX_COMMIT_BYTES,
  MAX_COMMIT_EVENTS,
  serializeData,
} from '#libs/event-sourcing';
import { commitOf, part } from '#testing/event-sourcing';

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
