import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { context } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { withSpan } from '#libs/tracing';
import { exceptionsIn, RecordedSpans, type SeenSpan, spanNamed, treeOf } from '#testing/tracing';
import { MongoDbInstrumentation, MongoDbProcessor } from './mongodb-spans.js';
import { untraced } from './untraced.js';

const instrumentation = new MongoDbInstrumentation();
const spans = new RecordedSpans({
  olderNames: false,
  drivers: [{ instrumentation, processor: new MongoDbProcessor(instrumentation) }],
});
afterEach(() => spans.reset());
afterAll(() => spans.stop());

type Answer = () => unknown;

/** The driver's own class as far as it is patched; a server's answer comes from the test. */
class Connection {
  readonly address = '127.0.0.1:27017';
  readonly id = 1;

  async command(_namespace: object, _command: object, answer: Answer): Promise<unknown> {
    return answer();
  }
}

for (const file of instrumentation.init().flatMap(({ files }) => files)) {
  if (file.name.endsWith('connection.js') && file.supportedVersions.join().endsWith('<8')) file.patch({ Connection });
}

function call(command: object, answer: Answer = () => ({ ok: 1 }), collection = 'tasks.v1.g1'): Promise<unknown> {
  const connection = new Connection();
  return connection.command({ db: 'clew', collection }, command, answer).catch(() => undefined);
}

/** The one span of a call inside another. */
async function drawn(...args: Parameters<typeof call>): Promise<SeenSpan> {
  await withSpan('get_tasks', () => call(...args));
  const [, drawnSpan, ...others] = spans.all;
  expect(others).toEqual([]);
  return drawnSpan as SeenSpan;
}

const FIND = { find: 'tasks.v1.g1', filter: { department: 'sesame' }, sort: { sesame: 1 }, limit: 7 };
const CHANGE = { findAndModify: 'leases', query: { _id: 'sesame' }, update: { $set: { held: true } } };

describe('a call', () => {
  it('is a CLIENT span of today’s names under the span that waits for it, without version and generation', async () => {
    expect(await drawn(FIND)).toMatchObject({ name: 'find tasks', kind: 'CLIENT', status: 'UNSET' });
    expect(treeOf(spans.all)).toEqual(['get_tasks OK', '  find tasks CLIENT']);
    expect(spanNamed(spans.all, 'find tasks').attributes).toEqual({
      'db.system.name': 'mongodb',
      'db.namespace': 'clew',
      'db.operation.name': 'find',
      'db.collection.name': 'tasks',
      'db.query.text': '{"department":"?"}',
      'server.address': '127.0.0.1',
      'server.port': 27_017,
    });
  });

  it('names its collection, also where the driver sends it to the database', async () => {
    const { name, attributes } = await drawn(CHANGE, undefined, '$cmd');

    expect([name, attributes['db.collection.name']]).toEqual(['findAndModify leases', 'leases']);
    expect(attributes['db.query.text']).toBe('{"_id":"?"}');
  });

  it.each([
    [{ insert: 'tasks.v1.g1', documents: [{ _id: 'a\nsesame', text: 'sesame' }] }],
    [{ getMore: 7, collection: 'sesame' }],
  ])('without a filter has no keys: %j', async (command) => {
    expect((await drawn(command)).attributes).not.toHaveProperty(['db.query.text']);
    expect(JSON.stringify(spans.all)).not.toContain('sesame');
  });

  it('keeps its name where spans may have few attributes', () => {
    const spanProcessors = [new MongoDbProcessor(instrumentation)];
    const provider = new TracerProvider({ spanLimits: { attributeCountLimit: 1 }, spanProcessors });
    const attributes = { 'db.system.name': 'mongodb', 'db.collection.name': 'tasks.v1.g1' };
    const span = provider.getTracer(instrumentation.instrumentationName).startSpan('find tasks.v1.g1', { attributes });
    span.end();

    expect(span).toMatchObject({ name: 'find tasks', attributes: { 'db.system.name': 'mongodb' } });
  });

  it('that no span waits for, or that goes on in the background, is none', async () => {
    await call(FIND);
    await context.with(untraced, () => call(FIND));

    expect(spans.all).toEqual([]);
  });
});

/** What a server says, with values in it. */
const E11000 = 'E11000 duplicate key error collection: clew.commits index: commit_id dup key: { commitId: "sesame" }';
const TOLD = { keyValue: { commitId: 'sesame' }, errmsg: E11000 };
const replied = (reply: object) => () => ({ has: (name: string) => name in reply, toObject: () => reply });

describe('a call that fails', () => {
  const FAILED = { status: 'ERROR', description: 'Store unavailable', attributes: { 'error.type': 'unavailable' } };
  const threw = (message: string) => () => {
    throw Object.assign(new Error(message), { code: 11_000, ...TOLD });
  };

  it.each<[string, Answer]>([
    ['a refusal', threw(E11000)],
    ['a broken connection', threw('connection 5 to 127.0.0.1:27017 closed: sesame')],
    ['a write that was refused among others', replied({ ok: 1, writeErrors: [{ code: 2, ...TOLD }] })],
    ['a write beside a duplicate', replied({ ok: 1, writeErrors: [{ code: 11_000 }, { code: 2, ...TOLD }] })],
    ['a majority that is missing', replied({ ok: 1, writeConcernError: { code: 64, ...TOLD } })],
  ])(
    'says so in the product’s words, without the server’s text and without an exception: %s',
    async (_name, answer) => {
      expect(await drawn(CHANGE, answer)).toMatchObject(FAILED);
      expect(exceptionsIn(spans.all)).toEqual([]);
      expect(JSON.stringify(spans.all)).not.toContain('sesame');
    },
  );

  it('is none where a duplicate is the answer', async () => {
    const { status } = await drawn(CHANGE, replied({ ok: 1, writeErrors: [{ code: 11_000, ...TOLD }] }));

    expect(status).toBe('UNSET');
    expect(JSON.stringify(spans.all)).not.toContain('sesame');
  });
});
