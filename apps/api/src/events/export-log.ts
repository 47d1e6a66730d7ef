import type { EventStore } from '#libs/event-sourcing';
import { Fingerprint } from './fingerprint.js';
import type { Output } from './output.js';
import type { Progress } from './progress.js';
import { readCommits } from './read-commits.js';

/** The log as it was at the start: what is appended meanwhile stands after it. */
export async function exportLog(
  events: EventStore,
  output: Output,
  progress: Progress,
  signal: AbortSignal,
): Promise<Fingerprint> {
  const written = new Fingerprint();
  const head = await events.head();
  for await (const commits of readCommits(events, head)) {
    signal.throwIfAborted();
    await output.write(commits.map((commit) => written.add(commit)).join(''));
    progress.show(written.events, written.events / head);
  }
  await output.finish();
  return written;
}
