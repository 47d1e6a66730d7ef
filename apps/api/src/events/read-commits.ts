import type { EventStore, StoredCommit } from '#libs/event-sourcing';
import { MigrationFailed } from './failures.js';

const PAGE_EVENTS = 500;

/** The commits of a log in order, page by page, up to a position that is the last one of a commit. */
export async function* readCommits(events: EventStore, upTo: number): AsyncGenerator<readonly StoredCommit[]> {
  for (let position = 0; position < upTo; ) {
    const page = await events.readAll(position, Math.min(PAGE_EVENTS, upTo - position));
    // Their requests and where they end stand in the commits alone.
    const ids = new Set(page.events.map(({ id }) => id.slice(0, id.lastIndexOf('.'))));
    const commits = await Promise.all([...ids].map((id) => commitOf(events, id)));
    yield commits;
    const last = commits.at(-1);
    if (!last) throw new MigrationFailed(`the log in the database ends before position ${upTo}`);
    position = last.firstPosition + last.events.length - 1;
  }
}

async function commitOf(events: EventStore, commitId: string): Promise<StoredCommit> {
  const commit = await events.readCommit(commitId);
  if (!commit) throw new MigrationFailed('the log in the database has an event without its commit');
  return commit;
}
