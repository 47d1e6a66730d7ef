// One of several processes that write to one file: hot streams that all want, streams of its own, decisions on stale
// versions. Tells what became of each commit. Arguments: file, name, commits.
import { VersionConflict } from '#libs/event-sourcing';
import { SqliteStore } from '#libs/store-sqlite';
import { tell } from './tell.js';

const HOT_STREAMS = 4;
const [path = '', name = '', commits = '0'] = process.argv.slice(2);
const store = await SqliteStore.open({ path });
let count = 0;

async function versionOf(streamId: string): Promise<number> {
  return (await store.events.readStream(streamId)).version;
}

async function streamFor(n: number): Promise<{ streamId: string; expectedVersion: number }> {
  if (n % 3 === 0) return { streamId: `own-${name}.${n}`, expectedVersion: 0 };
  const streamId = `hot-${n % HOT_STREAMS}`;
  const version = await versionOf(streamId);
  return { streamId, expectedVersion: n % 10 === 1 ? Math.max(0, version - 1) : version };
}

async function writer(): Promise<void> {
  while (count < Number(commits)) {
    const n = ++count;
    const commitId = `${name}-${n}`;
    const events = Array.from({ length: 1 + (n % 3) }, () => ({ type: 'rival.wrote.v1', data: { commitId } }));
    const stream = { ...(await streamFor(n)), events };
    try {
      const { commit } = await store.events.append({ commitId, streams: [stream], metadata: { correlationid: name } });
      tell({ commitId, ids: commit.events.map(({ id }) => id), versions: commit.events.map(({ version }) => version) });
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      tell({ commitId, refused: true });
    }
  }
}

await Promise.all(Array.from({ length: 8 }, writer));
await store.close();
