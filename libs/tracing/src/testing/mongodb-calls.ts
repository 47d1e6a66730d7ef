// Calls a database inside spans, exports them and ends. Arguments: its URI, an OTLP endpoint.
import { context, createContextKey } from '@opentelemetry/api';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startTracing } from '../start-tracing.js';
import { untraced } from '../untraced.js';
import { watchMongoDb } from '../watch-mongodb.js';
import { withSpan } from '../with-span.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const [, , uri = '', endpoint = ''] = process.argv;
process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
const silent = () => {};
const complain = (message: string) => {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
};
const tracing = startTracing({
  serviceName: 'clew-calls',
  environment: 'test',
  olderNames: true,
  log: { error: complain, warn: complain, info: silent, debug: silent },
  drivers: await watchMongoDb(),
});
const { mongo } = await import('mongoose');

interface Note {
  readonly _id: string;
  readonly position?: number;
  readonly text: unknown;
  readonly failures?: number;
}
const pool = new mongo.MongoClient(uri);
const client = new mongo.MongoClient(uri, { maxPoolSize: 1 });
const notes = client.db('calls').collection<Note>('notes.v1.g1');
await context.with(untraced, async () => {
  await client.connect();
  await notes.insertMany(['sesame1', 'sesame2', 'sesame3'].map((_id) => ({ _id, text: 'sesame' })));
});
await notes.findOne({ text: 'outside' });

const text = 'sesame';
const newer = (_id: string) => ({ filter: { _id, position: { $lt: 7 } }, replacement: { position: 7, text } });
const inside: Readonly<Record<string, () => Promise<unknown>>> = {
  read: () => notes.findOne({ text, tags: { $in: ['sesame', 'barley'] } }, { sort: { text: 1 }, hint: { _id: 1 } }),
  read_in_pages: () => notes.find({}, { batchSize: 2 }).toArray(),
  count: () => notes.countDocuments({ $or: [{ text }, { parts: { $elemMatch: { streamId: text } } }] }),
  write: () => notes.insertOne({ _id: 'sesame4', text }),
  write_again: () => notes.insertOne({ _id: 'sesame4', text }),
  write_batch: () => notes.bulkWrite(['sesame1', 'sesame2'].map((_id) => ({ replaceOne: newer(_id) }))),
  write_wrong: () => notes.updateOne({ _id: 'sesame1' }, [{ $set: { text: { $toInt: '$text' } } }]),
  read_wrong: () => notes.findOne({ text: { $regex: 'sesame(' } }),
  change: () => notes.findOneAndUpdate({ _id: 'sesame1' }, { $set: { text } }),
  remove: () => notes.deleteMany({ text: { $gte: text, $not: { $lt: text } } }),
  sign_in: () => signIn(),
};
for (const [name, work] of Object.entries(inside)) {
  const { promise, resolve } = Promise.withResolvers<void>();
  withSpan(name, () => void work().catch(silent).finally(resolve));
  await promise;
}
tell({ forgotten: await isForgotten(await connectInside()) });
await context.with(untraced, () => Promise.all([client.close(), pool.close()]));
await tracing.shutdown();

/** As somebody whom the server does not know. */
async function signIn(): Promise<void> {
  const stranger = new mongo.MongoClient(uri.replace('://', '://somebody:sesame@'), { serverSelectionTimeoutMS: 500 });
  await stranger.connect().finally(() => stranger.close());
}

/** Two calls at once: for the second one a connection is made, with all that the driver keeps beside it. */
async function connectInside(): Promise<WeakRef<object>> {
  const request = {};
  const find = () => pool.db('calls').collection('notes').findOne({});
  await context.with(untraced, () => pool.connect());
  const inside = context.active().setValue(createContextKey('request'), request);
  await context.with(inside, () => Promise.all([find(), find()]));
  return new WeakRef(request);
}

async function isForgotten(request: WeakRef<object>): Promise<boolean> {
  for (let left = 10; left > 0; left--) {
    await nextTurn();
    collectGarbage();
    // Only now: a reference that was looked at is kept until the turn ends.
    if (request.deref() === undefined) return true;
  }
  return false;
}

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
