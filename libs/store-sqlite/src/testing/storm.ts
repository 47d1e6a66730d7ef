// Appends without end, telling each acknowledgement, until it is killed. Arguments: file, name of the round.
import { randomUUID } from 'node:crypto';
import { SqliteStore } from '#libs/store-sqlite';
import { tell } from './tell.js';

const [path = '', round = ''] = process.argv.slice(2);
const store = await SqliteStore.open({ path });
let count = 0;

async function writer(): Promise<void> {
  for (;;) {
    const n = ++count;
    const commitId = `${round}-${n}`;
    const of = 1 + (n % 3);
    const events = Array.from({ length: of }, (_, index) => ({
      type: 'storm.blew.v1',
      data: { commitId, of: of * 2, text: randomUUID().repeat(index + 3) },
    }));
    const streams = ['left', 'right'].map((side) => ({ streamId: `${side}-${commitId}`, expectedVersion: 0, events }));
    const { commit } = await store.events.append({ commitId, streams, metadata: { correlationid: commitId } });
    tell({ commitId, firstPosition: commit.firstPosition, of: of * 2 });
  }
}

await Promise.all(Array.from({ length: 16 }, writer));
