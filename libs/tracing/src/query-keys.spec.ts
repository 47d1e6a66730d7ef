import { describe, expect, it } from '@jest/globals';
import { queryKeys } from './query-keys.js';

const find = (filter: object) => ({ find: 'tasks', filter, sort: { sesame: 1 }, limit: 7, hint: 'sesame' });

describe('filters', () => {
  it.each([
    [{}, '{}'],
    [{ department: 'sesame' }, '{"department":"?"}'],
    [{ live: true, 'fields.count': 7, done: null }, '{"live":"?","fields.count":"?","done":"?"}'],
    [{ at: new Date(), text: /sesame/, id: new Uint8Array(2) }, '{"at":"?","text":"?","id":"?"}'],
    [{ position: { $gt: 1, $lte: 7 } }, '{"position":{"$gt":"?","$lte":"?"}}'],
    [{ commitId: { $in: ['sesame', 'barley'] } }, '{"commitId":{"$in":"?"}}'],
    [{ commitId: { $in: [{ sesame: 1 }] } }, '{"commitId":{"$in":"?"}}'],
    [{ text: { $not: { $regex: 'sesame' } } }, '{"text":{"$not":{"$regex":"?"}}}'],
    [{ text: { $not: /sesame/ } }, '{"text":{"$not":"?"}}'],
    [
      { parts: { $elemMatch: { streamId: 'sesame', firstVersion: { $gt: 1 } } } },
      '{"parts":{"$elemMatch":{"streamId":"?","firstVersion":{"$gt":"?"}}}}',
    ],
    [{ counts: { $elemMatch: { $gt: 1, $lt: 7 } } }, '{"counts":{"$elemMatch":{"$gt":"?","$lt":"?"}}}'],
    [
      { $or: [{ assignee: 'sesame' }, { $and: [{ creator: 'barley' }, { _id: { $lt: 'x' } }] }] },
      '{"$or":[{"assignee":"?"},{"$and":[{"creator":"?"},{"_id":{"$lt":"?"}}]}]}',
    ],
  ])('%j', (filter, expected) => {
    expect(queryKeys(find(filter))).toBe(expected);
  });

  it.each([
    [{ meta: { 'ann@example.com': 1 } }, '{"meta":"?"}'],
    [{ meta: { $eq: { 'ann@example.com': 1 } } }, '{"meta":{"$eq":"?"}}'],
    [{ meta: { $gt: 1, 'ann@example.com': 1 } }, '{"meta":"?"}'],
    [{ $expr: { $eq: ['$creator', 'sesame'] } }, '{"$expr":"?"}'],
    [{ $text: { $search: 'sesame' } }, '{"$text":"?"}'],
    [{ $where: 'sesame' }, '{"$where":"?"}'],
    [{ tags: ['sesame'] }, '{"tags":"?"}'],
  ])('a document to compare with is a value, and so are its names: %j', (filter, expected) => {
    expect(queryKeys(find(filter))).toBe(expected);
  });

  it('alternatives of one shape stand there once', () => {
    const ids = Array.from({ length: 1_000 }, (_, _id) => ({ _id }));
    expect(queryKeys(find({ $or: [...ids, { text: 'x' }, ...ids] }))).toBe('{"$or":[{"_id":"?"},{"text":"?"}]}');
  });
});

describe('commands', () => {
  const q = { _id: 'sesame', position: { $lt: 7 } };
  const keys = '{"_id":"?","position":{"$lt":"?"}}';
  const pipeline = [{ $match: q }, { $group: { _id: '$sesame', n: { $sum: 1 } } }, { $limit: 7 }];

  it.each<[string, object, string]>([
    ['count', { count: 'tasks', query: q }, keys],
    ['distinct', { distinct: 'tasks', key: 'text', query: q }, keys],
    ['findAndModify', { findAndModify: 'tasks', query: q, update: { $set: { text: 'sesame' } } }, keys],
    ['aggregate', { aggregate: 'tasks', pipeline }, `[{"$match":${keys}},{"$group":"?"},{"$limit":"?"}]`],
    ['update', { update: 'tasks', updates: [{ q, u: { text: 'sesame' } }] }, keys],
    ['delete', { delete: 'tasks', deletes: [{ q, limit: 1 }] }, keys],
    ['a batch as bytes', { update: 'tasks', updates: { documents: [{ q }, { q }] } }, keys],
    ['a mixed batch', { update: 'tasks', updates: [{ q }, { q: { text: 'x' } }] }, `[${keys},{"text":"?"}]`],
  ])('%s', (_name, command, expected) => {
    expect(queryKeys({ ...command })).toBe(expected);
  });

  it.each([
    [{ getMore: 7, collection: 'tasks', batchSize: 2 }],
    [{ insert: 'tasks', documents: [{ text: 'sesame' }] }],
    [{ _id: 'sesame', text: 'sesame' }],
    [{ find: 'tasks' }],
    [{}],
  ])('without a filter there are no keys: %j', (command) => {
    expect(queryKeys(command)).toBe('');
  });
});
