import { expect, it } from '@jest/globals';
import type { Commit, RecordedEvent } from '#libs/event-sourcing';
import { part } from '#testing/event-sourcing';
import { type Answer, type Evidence, objections, type Told } from './testing/log-oracle.js';

const AT = '2026-01-01T00:00:00.000Z';

function commit(commitId: string, ...streams: Commit['streams']): Commit {
  return { commitId, streams, metadata: { correlationid: `call ${commitId}` } };
}

function recorded({ commitId, streams, metadata }: Commit, firstPosition: number): RecordedEvent[] {
  const events = streams.flatMap(({ streamId, expectedVersion, events }) =>
    events.map((event, index) => ({ ...event, streamId, version: expectedVersion + index + 1 })),
  );
  return events.map((event, index) => {
    const id = `${commitId}.${index + 1}`;
    return { ...event, id, position: firstPosition + index, recordedAt: AT, metadata };
  });
}

const stored = (sent: Commit, firstPosition: number, duplicate = false): Answer => {
  const { commitId, metadata } = sent;
  const commit = { commitId, firstPosition, recordedAt: AT, metadata, events: recorded(sent, firstPosition) };
  return { duplicate, commit };
};

const two = commit('two', part('red', 0, 2), part('blue', 0));
const next = commit('next', part('red', 2));
const unclear = commit('unclear', part('blue', 1, 2));
const stale = commit('stale', part('red', 0));
const conflict = { refused: 'version_conflict', streamId: 'red', actualVersion: 2 } as const;
const again = { ...stale, commitId: 'two', metadata: { correlationid: 'call again' } };
const invalid = commit('invalid', part('green', 0), part('green', 1));
const contended = commit('contended', part('green', 0));
const log = [...recorded(two, 1), ...recorded(next, 4), ...recorded(unclear, 5)];

/** A log to which nobody can object. */
const good: Evidence = {
  log,
  told: [
    { sent: two, after: 0, answer: stored(two, 1) },
    { sent: next, after: 3, answer: stored(next, 4) },
    { sent: unclear, after: 0, answer: { refused: 'store_unavailable' } },
    { sent: commit('lost', part('green', 0)), after: 0, answer: { refused: 'store_unavailable' } },
    { sent: stale, after: 3, answer: conflict },
    { sent: again, after: 0, answer: stored(two, 1, true) },
    { sent: invalid, after: 0, answer: { refused: 'invalid_commit' } },
    { sent: contended, after: 0, answer: { refused: 'log_contended' } },
  ],
  followed: [
    { seen: log, upTo: log.length },
    { seen: log.slice(0, 3), upTo: 2 },
  ],
};

/** The same with another log, which every reader saw. */
const withLog = (changed: readonly RecordedEvent[]): Evidence => ({
  ...good,
  log: changed,
  followed: [{ seen: changed, upTo: changed.length }],
});
const withEvent = (position: number, changes: Partial<RecordedEvent>): Evidence =>
  withLog(log.map((event) => (event.position === position ? { ...event, ...changes } : event)));
const withTold = (sent: Commit, changes: Partial<Told>): Evidence => ({
  ...good,
  told: good.told.map((told) => (told.sent === sent ? { ...told, ...changes } : told)),
});
const withSeen = (seen: readonly RecordedEvent[]): Evidence => ({ ...good, followed: [{ seen, upTo: log.length }] });
const withMore = (sent: Commit): Evidence => withLog([...log, ...recorded(sent, log.length + 1)]);

it('has nothing against a log that is as it was told', () => {
  expect(objections(good)).toEqual([]);
});

it.each<[string, Evidence, string]>([
  ['has a hole', withLog(log.filter(({ position }) => position !== 4)), 'position 5 stands where 4 belongs'],
  ['uses a position twice', withEvent(5, { position: 4 }), 'position 4 stands where 5 belongs'],
  ['leaves a version out', withEvent(4, { version: 4 }), 'version 4 of red stands where 3 belongs'],
  ['has a version twice', withMore(stale), 'version 1 of red stands where 4 belongs'],
  ['runs backwards in time', withEvent(4, { recordedAt: '2025' }), 'position 4 is older than the one before it'],
  ['has a commit twice', withMore({ ...two, streams: [part('red', 3)] }), 'two is stored twice'],
  ['has a commit that nobody sent', withMore(commit('odd', part('odd', 0))), 'odd is stored, and nobody sent it'],
  ['has a refused commit', withMore(contended), 'contended is stored, and was refused: log_contended'],
  ['has a commit in part', withLog(log.slice(0, -1)), 'unclear is not stored as it was sent'],
  ['has other content', withEvent(6, { data: 'other' }), 'unclear is not stored as it was sent'],
  ['has other ids', withEvent(6, { id: 'unclear.3' }), 'unclear is not stored as it was sent'],
  ['has other metadata', withEvent(6, { metadata: { correlationid: '' } }), 'unclear is not stored as it was sent'],
  ['lacks an acknowledged commit', withLog(log.slice(0, 3)), 'next was acknowledged, and is not stored'],
])('objects to a log that %s', (_what, evidence, objection) => {
  expect(objections(evidence)).toContain(objection);
});

it.each<[string, Evidence, string]>([
  ['another place', withTold(next, { answer: stored(next, 5) }), 'next was acknowledged otherwise than it is stored'],
  ['a place in the past', withTold(next, { after: 4 }), 'next stands before what its sender had seen'],
  [
    'a repetition',
    withTold(next, { answer: stored(next, 4, true) }),
    'next is stored, and its sender was told of another',
  ],
  ['no repetition', withTold(again, { answer: stored(two, 1) }), "two was acknowledged as new, and is another's"],
  ['validity', withTold(invalid, { answer: conflict }), 'invalid is invalid, and was answered version_conflict'],
  [
    'invalidity',
    withTold(stale, { answer: { refused: 'invalid_commit' } }),
    'stale is valid, and was answered invalid_commit',
  ],
  [
    'a conflict with what it expected',
    withTold(stale, { answer: { ...conflict, actualVersion: 0 } }),
    'stale was never in conflict with version 0 of red',
  ],
  [
    'a conflict inside a commit',
    withTold(stale, { answer: { ...conflict, actualVersion: 1 } }),
    'stale was never in conflict with version 1 of red',
  ],
  ['a conflict that was over', withTold(stale, { after: 4 }), 'stale was never in conflict with version 2 of red'],
  [
    'a conflict in another stream',
    withTold(stale, { answer: { ...conflict, streamId: 'blue' } }),
    'stale was never in conflict with version 2 of blue',
  ],
  ['a conflict with itself', withTold(again, { answer: conflict }), 'two was never in conflict with version 2 of red'],
])('objects to a caller who was told of %s', (_what, evidence, objection) => {
  expect(objections(evidence)).toContain(objection);
});

it.each([
  ['missed the end', log.slice(0, 5), 'a reader saw 5 of 6'],
  ['missed one in the middle', log.filter(({ position }) => position !== 2), 'a reader saw 3 where 2 belongs'],
  ['saw one twice', [...log.slice(0, 2), ...log.slice(1)], 'a reader saw 2 where 3 belongs'],
  ['saw two in the wrong order', [log[1], log[0], ...log.slice(2)], 'a reader saw 2 where 1 belongs'],
  ['saw more than there is', [...log, ...log.slice(0, 1)], 'a reader saw 1 where 7 belongs'],
] as [string, RecordedEvent[], string][])('objects to a reader who %s', (_what, seen, objection) => {
  expect(objections(withSeen(seen))).toContain(objection);
});
