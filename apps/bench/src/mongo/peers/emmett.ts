import { TASK } from '../../task.js';
import { type Appender, byCallers, type Opening } from '../appender.js';
import { type Client, driver, load } from './packages.js';

interface Store {
  appendToStream(
    name: string,
    events: readonly { readonly type: string; readonly data: object }[],
    options: { readonly expectedStreamVersion: string },
  ): Promise<unknown>;
}

interface Emmett {
  getMongoDBEventStore(options: { readonly client: Client }): Store;
}

export async function openEmmett({ uri, callers }: Opening): Promise<Appender> {
  const client = await driver().MongoClient.connect(uri);
  const store = load<Emmett>('@event-driven-io/emmett-mongodb').getMongoDBEventStore({ client });
  const options = { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' };
  const events = [{ type: 'task.created.v1', data: TASK }];
  return {
    prepare: (commits) =>
      byCallers(callers, commits, ({ commitId }) => store.appendToStream(`task:${commitId}`, events, options)),
    // One document a stream, and each event here has a stream of its own.
    stored: () => client.db().collection('emt:task').countDocuments(),
  };
}
