import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { commitOf, part } from '#testing/event-sourcing';
import { describeWithMongo, isInsert, LogBehindProxy, type WireExchange } from '#testing/store-mongo';
import { type CommitDocument, slotOf } from './commit-document.js';

const DEADLOCK = 16_908_292;
/** More of them meet longer. */
const STREAMS = 16;
const MOST_ROUNDS = 500;

const isVictim = ({ reply }: WireExchange) =>
  ((reply?.writeErrors ?? []) as { readonly code: number }[]).some(({ code }) => code === DEADLOCK);

describeWithMongo(
  'an append among writers that meet in the database',
  (server) => {
    let log: LogBehindProxy;
    beforeEach(async () => {
      log = await LogBehindProxy.open(server());
    });
    afterEach(() => log.close());

    /** Takes places in streams, in an order of its own, before the log begins; and gives them free again. */
    async function cross(streamIds: readonly string[]): Promise<void> {
      const places = log.database.collection<Pick<CommitDocument, '_id'>>('commits');
      const documents = streamIds.map((streamId, index) => {
        return { _id: -index - 1, commitId: `crossing ${index}`, parts: [{ slot: slotOf(streamId, 1) }] };
      });
      // It may be the victim.
      await places.insertMany(documents, { ordered: true }).catch(() => {});
      await places.deleteMany({ _id: { $lt: 1 } });
    }

    it('is sent again after a deadlock, and stored once', async () => {
      const inserts = log.proxy.on(isInsert);
      const sent = [commitOf(0)];
      await log.through.events.append(commitOf(0));
      for (let round = 1; !inserts.exchanges.some(isVictim); round++) {
        expect(round).toBeLessThan(MOST_ROUNDS);
        const streamIds = Array.from({ length: STREAMS }, (_, index) => `task-${round}.${index}`);
        const commits = streamIds.map((streamId, index) =>
          commitOf(round * STREAMS + index, { streams: [part(streamId, 0)] }),
        );
        const appends = Promise.all(commits.map((commit) => log.through.events.append(commit)));
        const [results] = await Promise.all([appends, cross(streamIds.toReversed())]);

        expect(results.filter(({ duplicate }) => duplicate)).toEqual([]);
        sent.push(...commits);
      }
      expect((await log.stored()).toSorted()).toEqual(sent.map(({ commitId }) => commitId));
    }, 60_000);
  },
  { serialize: false, own: true },
);
