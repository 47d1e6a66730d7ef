import { checkRestored, discontinuity, LogContended, type StoredCommit } from '#libs/event-sourcing';
import { type CommitDocument, placed, prepare, slotOf } from './commit-document.js';
import type { CommitLog } from './commit-log.js';
import { clashOf } from './failures.js';
import type { StreamHeads } from './stream-heads.js';

/** Of one insert: what the driver sends as one message. */
const MOST_BYTES = 8 * 1024 * 1024;

interface Restored {
  readonly documents: readonly CommitDocument[];
  readonly batches: readonly (readonly CommitDocument[])[];
  /** The version that each of their streams must be at before them. */
  readonly versions: ReadonlyMap<string, number>;
}

/** @throws {InvalidCommit} @throws {CommitTooLarge} */
export function prepareRestored(stored: readonly StoredCommit[]): Restored {
  const { commits, versions } = checkRestored(stored);
  const batches: CommitDocument[][] = [];
  let bytes = MOST_BYTES;
  const documents = commits.map(({ commit, firstPosition, recordedAt }) => {
    const prepared = prepare(commit);
    const document = placed(prepared, firstPosition, new Date(recordedAt));
    bytes += prepared.bytes;
    if (bytes <= MOST_BYTES) batches.at(-1)?.push(document);
    else {
      batches.push([document]);
      bytes = prepared.bytes;
    }
    return document;
  });
  return { documents, batches, versions };
}

/** Looks whether all of it continues the log, then writes. @throws {InvalidCommit} @throws {LogContended} */
export async function restore(log: CommitLog, heads: StreamHeads, restored: Restored): Promise<void> {
  await checkContinues(log, restored);
  await checkStreams(log, heads, restored.versions);
  for (const batch of restored.batches) {
    const inserted = await log.insert(batch);
    if (inserted.kind === 'unclear') throw inserted.error;
    if (inserted.kind === 'refused') throw clashOf(inserted.error) ? refusal() : inserted.error;
    for (const document of batch) heads.addAll(document);
  }
}

async function checkContinues(log: CommitLog, { documents }: Restored): Promise<void> {
  const [first] = documents;
  const tail = await log.tail();
  if (first?._id !== (tail ? tail._id + tail.count : 1)) throw discontinuity('position');
  if (tail && first.at < tail.at) throw discontinuity('time');
  const found = await log.commitsById(documents.map(({ commitId }) => commitId));
  if (found.size > 0) throw discontinuity('commit_id');
}

/** New streams are asked for all at once: of an imported log, most are. */
async function checkStreams(log: CommitLog, heads: StreamHeads, versions: ReadonlyMap<string, number>): Promise<void> {
  const first = [...versions].filter(([, version]) => version === 0).map(([streamId]) => slotOf(streamId, 1));
  if (await log.holdsAny(first)) throw discontinuity('version');
  for (const [streamId, version] of versions) {
    if (version === 0 || heads.lastKnown(streamId) === version) continue;
    if ((await log.headOfStream(streamId, version)) !== version) throw discontinuity('version');
  }
}

/** It continued the log a moment ago. */
function refusal(): LogContended {
  return new LogContended('somebody else wrote to the log while it was restored');
}
