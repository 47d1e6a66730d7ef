// Appends without end, as many at a time as fill a batch, until it is killed. Tells of each so many. Argument: URI.
import { MongoStore } from '../mongo-store.js';

const CALLERS = 64;
const { events } = await MongoStore.open({ uri: process.argv[2] ?? '' });
let [sent, acknowledged] = [0, 0];

async function call(): Promise<void> {
  for (;;) {
    const commitId = `busy-${++sent}`;
    const written = [{ type: 'busy.wrote.v1', data: { commitId, text: 'x'.repeat(200) } }];
    const streams = [{ streamId: commitId, expectedVersion: 0, events: written }];
    await events.append({ commitId, streams, metadata: { correlationid: commitId } });
    if (++acknowledged % CALLERS === 0) process.stdout.write(`${JSON.stringify({ acknowledged })}\n`);
  }
}

await Promise.all(Array.from({ length: CALLERS }, call));
