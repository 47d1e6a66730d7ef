import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithMongo } from '#testing/store-mongo';
import { ChildProgram, killChildren } from '#testing/store-sqlite';
import { exceptionsIn, OtlpReceiver, type SeenSpan, treeOf } from '#testing/tracing';

const PROGRAM = new URL('./testing/mongodb-calls.ts', import.meta.url).href;
afterAll(() => killChildren());

describeWithMongo('calls of the MongoDB driver, as a receiver gets them', (server) => {
  let spans: readonly SeenSpan[];
  let told: unknown[];
  beforeAll(async () => {
    const receiver = await OtlpReceiver.start();
    try {
      told = await new ChildProgram(PROGRAM, [server().uri, receiver.url]).end();
      spans = receiver.spans();
    } finally {
      await receiver.stop();
    }
  });

  it('are CLIENT spans under those that wait for them, alone: no handshakes, no polls, none without a parent', () => {
    expect(treeOf(spans)).toEqual([
      'read OK',
      '  find notes CLIENT',
      'read_in_pages OK',
      '  find notes CLIENT',
      '  getMore notes CLIENT',
      'count OK',
      '  aggregate notes CLIENT',
      'write OK',
      '  insert notes CLIENT',
      'write_again OK',
      '  insert notes CLIENT',
      'write_batch OK',
      '  update notes CLIENT',
      'write_wrong OK',
      '  update notes CLIENT ERROR "Store unavailable"',
      'read_wrong OK',
      '  find notes CLIENT ERROR "Store unavailable"',
      'change OK',
      '  findAndModify notes CLIENT',
      'remove OK',
      '  delete notes CLIENT',
      'sign_in OK',
    ]);
  });

  it('say what they filter by', () => {
    const calls = spans.filter(({ kind }) => kind === 'CLIENT');
    expect(calls.map(({ attributes }) => attributes['db.query.text'])).toEqual([
      '{"text":"?","tags":{"$in":"?"}}',
      '{}',
      undefined,
      '[{"$match":{"$or":[{"text":"?"},{"parts":{"$elemMatch":{"streamId":"?"}}}]}},{"$group":"?"}]',
      undefined,
      undefined,
      '{"_id":"?","position":{"$lt":"?"}}',
      '{"_id":"?"}',
      '{"text":{"$regex":"?"}}',
      '{"_id":"?"}',
      '{"text":{"$gte":"?","$not":{"$lt":"?"}}}',
    ]);
  });

  it('say where, in today’s names and the older ones', () => {
    const { port } = new URL(server().uri);
    const [, call] = spans;
    expect(call?.attributes).toEqual({
      'db.system.name': 'mongodb',
      'db.system': 'mongodb',
      'db.namespace': 'calls',
      'db.operation.name': 'find',
      'db.operation': 'find',
      'db.collection.name': 'notes',
      'db.collection': 'notes',
      'db.query.text': '{"text":"?","tags":{"$in":"?"}}',
      'server.address': '127.0.0.1',
      'server.port': Number(port),
    });
  });

  it('hold no value, neither of the caller’s nor of the server’s', () => {
    expect(JSON.stringify(spans)).not.toContain('sesame');
    expect(exceptionsIn(spans)).toEqual([]);
  });

  it('leave nothing of a request with the connections that are made for it', () => {
    expect(told).toEqual([{ forgotten: true }]);
  });
});
