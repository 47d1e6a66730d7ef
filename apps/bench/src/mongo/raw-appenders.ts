import type { Commit } from '#libs/event-sourcing';
import { type Appender, byCallers, type Opening } from './appender.js';
import { type CommitDocument, documentOf, insertAll, type RawLog, rawLogIn } from './raw-log.js';
import { connect } from './server.js';

/** As many calls at a time as there are callers. */
export async function openInsertOne({ uri, callers, after }: Opening): Promise<Appender> {
  const log = await openLog(uri);
  const place = placedAfter(after);
  return {
    prepare: (commits) => byCallers(callers, place(commits), (document) => log.insertOne(document)),
    stored: () => log.countDocuments(),
  };
}

/** One call at a time, of as many documents as there are callers. */
export async function openInsertMany({ uri, callers, after }: Opening): Promise<Appender> {
  const log = await openLog(uri);
  const place = placedAfter(after);
  return {
    prepare: (commits) => {
      const documents = place(commits);
      return () => insertAll(log, documents, callers);
    },
    stored: () => log.countDocuments(),
  };
}

async function openLog(uri: string): Promise<RawLog> {
  return rawLogIn((await connect(uri)).db());
}

/** Documents are made beforehand: what is measured is the driver alone. */
function placedAfter(after: number): (commits: readonly Commit[]) => CommitDocument[] {
  let position = after;
  return (commits) => commits.map((commit) => documentOf(commit, ++position));
}
