import { describe, expect, it } from '@jest/globals';
import type { StoredCommit } from '#libs/event-sourcing';
import { CommitBuilder } from './commit-builder.js';
import { linesOf } from './event-line.js';
import { BrokenLine, TruncatedInput } from './failures.js';

function stored(n: number, firstPosition: number, size: number): StoredCommit {
  const [commitId, recordedAt, metadata] = [`secret-${n}`, '2020-01-01T00:00:00.000Z', { correlationid: 'secret' }];
  const events = Array.from({ length: size }, (_, index) => ({
    id: `${commitId}.${index + 1}`,
    type: 'task.noted.v1',
    data: index,
    streamId: `task-${n}`,
    version: index + 1,
    position: firstPosition + index,
    recordedAt,
    metadata,
  }));
  return { commitId, firstPosition, recordedAt, metadata, events };
}

const log = [stored(1, 1, 1), { ...stored(2, 2, 3), request: { fingerprint: 'secret', status: 201 } }, stored(3, 5, 1)];
const lines = log.map(linesOf).join('').trimEnd().split('\n');

/** Line 3 is the second of three of its commit. */
function withLine(number: number, changes: object): string[] {
  return lines.with(number - 1, JSON.stringify({ ...(JSON.parse(lines[number - 1] ?? '') as object), ...changes }));
}

function build(given: readonly (string | Buffer)[], isCut = false) {
  const builder = new CommitBuilder();
  const commits = given.flatMap((line, index) => {
    const ended = !isCut || index < given.length - 1;
    return builder.add({ number: index + 1, bytes: Buffer.from(line), ended }) ?? [];
  });
  builder.end();
  return commits;
}

describe('lines', () => {
  it('become commits when all of them are there', () => {
    const built = build(lines);

    expect(built.map(({ commit }) => commit)).toStrictEqual(log);
    expect(built.map(({ line }) => line)).toEqual([1, 2, 5]);
    expect(built.map(({ bytes }) => bytes)).toEqual(log.map((commit) => linesOf(commit).length - commit.events.length));
  });

  it('may have empty ones between them, end as on Windows, and begin with a mark of their encoding', () => {
    const windows = ['\uFEFF', '', ...lines, ' '].map((line) => `${line}\r`);

    expect(build(windows).map(({ commit }) => commit)).toStrictEqual(log);
  });

  it('may lack the end of the last one', () => {
    expect(build(lines, true)).toHaveLength(3);
  });
});

describe('a line is refused, with its number and never its content', () => {
  const size = 'commitsize is over the limit of 10000';
  const open = 'must be that of line 2, since the commit is not complete';

  it.each<[string, (string | Buffer)[], number, string]>([
    ['after a hole', lines.toSpliced(1, 3), 2, 'position must be 2'],
    ['that stands there twice', lines.toSpliced(1, 0, lines[0] ?? ''), 2, 'position must be 2'],
    ['that is not the first of the log', lines.slice(1), 1, 'position must be 1'],
    ['that is no JSON', lines.with(2, '{"secret'), 3, 'it is no JSON'],
    [
      'that is not UTF-8',
      (lines as (string | Buffer)[]).with(2, Buffer.from('"\xff"', 'latin1')),
      3,
      'it is not UTF-8',
    ],
    ['of another commit', withLine(3, { commitid: 'secret' }), 3, `commitid ${open}`],
    ['of another size', withLine(3, { commitsize: 2 }), 3, `commitsize ${open}`],
    ['of another time', withLine(3, { time: '2020-01-02T00:00:00.000Z' }), 3, `time ${open}`],
    ['of another cause', withLine(3, { correlationid: 'b' }), 3, `correlationid ${open}`],
    ['with an actor', withLine(3, { actor: 'secret' }), 3, `actor ${open}`],
    [
      'with a request',
      withLine(3, { request: { fingerprint: 'secret', status: 1 } }),
      3,
      "request may stand on a commit's first line only",
    ],
    ['with an id of another place', withLine(3, { id: 'secret-2.3' }), 3, 'id must be commitid and .2'],
    ['of a commit too large', withLine(2, { commitsize: 10_001 }), 2, size],
    [
      'with a version after a gap',
      withLine(3, { version: 3 }),
      2,
      "the versions of a stream's events do not follow its last one",
    ],
    ['with no time', withLine(1, { time: 'secret' }), 1, "a commit's time must be ISO 8601 in UTC, with milliseconds"],
    ['with an empty id', withLine(1, { commitid: '', id: '.1' }), 1, 'commitId must not be empty'],
  ])('%s', (_what, given, number, what) => {
    expect(() => build(given)).toThrow(new BrokenLine(number, what));
  });

  it('of a commit that is longer than any', () => {
    const long = withLine(2, { data: 'x'.repeat(30 * 1024 * 1024) });
    const more = [3, 4].map((number) => withLine(number, { data: 'x'.repeat(30 * 1024 * 1024) })[number - 1] ?? '');

    const message = 'the lines of its commit are longer than those of any commit';
    expect(() => build([...long.slice(0, 2), ...more])).toThrow(new BrokenLine(4, message));
  });
});

describe('an input is truncated', () => {
  it('where the last commit is not complete', () => {
    const message = 'the input ends with 2 of the 3 events of a commit, which begins in line 2';
    expect(() => build(lines.slice(0, 3))).toThrow(new TruncatedInput(message));
  });

  it.each([1, 40, -1])('where its last line is cut at %d', (at) => {
    const cut = [...lines.slice(0, 3), (lines[3] ?? '').slice(0, at)];
    expect(() => build(cut, true)).toThrow(new TruncatedInput('the input ends in the middle of line 4'));
  });

  it('where it ends inside a character', () => {
    const cut = Buffer.from('"€').subarray(0, 3);
    expect(() => build([...lines, cut], true)).toThrow(new TruncatedInput('the input ends in the middle of line 6'));
  });
});
