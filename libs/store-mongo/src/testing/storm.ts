// Appends without end, telling each acknowledgement, until it is killed. Arguments: URI of the database, name of the round.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { MongoStore } from '../mongo-store.js';

export interface Acknowledgement {
  readonly commitId: string;
  readonly firstPosition: number;
}

const [uri = '', round = ''] = process.argv.slice(2);
const { events: log } = await MongoStore.open({ uri });
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
    const { commit } = await log.append({ commitId, streams, metadata: { correlationid: commitId } });
    tell({ commitId, firstPosition: commit.firstPosition });
  }
}

/** Straight into the pipe: what was told survives the teller. A pipe that is full is tried again. */
function tell(line: Acknowledgement): void {
  try {
    writeSync(1, `${JSON.stringify(line)}\n`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    setImmediate(tell, line);
  }
}

await Promise.all(Array.from({ length: 16 }, writer));
