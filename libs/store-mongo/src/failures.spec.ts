import { describe, expect, it } from '@jest/globals';
import { clashOf, isDuplicateKey, isLostRace, storeFailure } from './failures.js';

const MONGOD = 'E11000 duplicate key error collection: clew.commits index:';
const FERRETDB = 'Duplicate key violation on the requested collection: Index';

describe('condition 7: a duplicate is known by its code, then by what tells the index', () => {
  it.each([
    ['_id_', { _id: 1 }],
    ['commit_id', { commitId: 1 }],
    ['stream_version', { 'parts.slot': 1 }],
  ])('of an insert of one, by the key pattern: %s', (index, keyPattern) => {
    expect(clashOf({ code: 11_000, keyPattern, message: 'E11000 in words of another year' })).toBe(index);
  });

  it.each([
    ['_id_', `${MONGOD} _id_ dup key: { _id: 7 }`],
    ['commit_id', `${MONGOD} commit_id dup key: { commitId: "index: stream_version" }`],
    ['stream_version', `${MONGOD} stream_version dup key: { parts.slot: "task-a@0000000000000001" }`],
    ['_id_', `${FERRETDB} '_id_'`],
    ['commit_id', `${FERRETDB} 'commit_id'`],
    ['stream_version', `${FERRETDB} 'stream_version'`],
  ])('of one in a batch, by its text: %s', (index, errmsg) => {
    expect(clashOf({ code: 11_000, errmsg })).toBe(index);
  });

  it('whatever the text of another code says', () => {
    const error = { code: 121, errmsg: `${MONGOD} _id_ dup key` };

    expect(isDuplicateKey(error)).toBe(false);
    expect(clashOf(error)).toBeUndefined();
  });

  it('also where nobody knows the index', () => {
    const error = { code: 11_000, errmsg: `${MONGOD} made_by_the_operator dup key: { at: 1 }` };

    expect(isDuplicateKey(error)).toBe(true);
    expect(clashOf(error)).toBeUndefined();
  });
});

it.each([
  ['WriteConflict', { code: 112 }, true],
  ['a deadlock of writers', { code: 16_908_292 }, true],
  ['a deadlock of those who make indexes', { code: 1, message: 'deadlock detected' }, true],
  ['another internal error', { code: 1, message: 'out of memory' }, false],
  ['a duplicate key', { code: 11_000 }, false],
])('%s is a lost race: %j, %s', (_what, error, expected) => {
  expect(isLostRace(error)).toBe(expected);
});

it('a failure of the store says nothing that a driver says, which may hold values', () => {
  const { message } = storeFailure(Object.assign(new Error(`${MONGOD} x dup key: { a: "secret" }`), { code: 11_000 }));

  expect(message).toBe('the database gave no clear answer');
});
