import { expect, it } from '@jest/globals';
import { CommitTooLarge, MAX_COMMIT_EVENTS } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { commitOf, readLog } from '#testing/event-sourcing';
import { describeWithMongo } from '#testing/store-mongo';

/** What the servers take. */
const DOCUMENT_BYTES = 16 * 1024 * 1024;

describeWithMongo('a commit near the size of a document', (server) => {
  /** As many events as a commit may have, with names of such a length. */
  const commitWith = (length: number) => {
    const events = Array.from({ length: MAX_COMMIT_EVENTS }, () => ({ type: 'x'.repeat(length), data: null }));
    return commitOf(1, { streams: [{ streamId: 'task-1', expectedVersion: 0, events }] });
  };

  it('is refused above it, and nothing is stored', async () => {
    const store = await MongoStore.open({ uri: server().freshDatabase() });
    try {
      const refused = new CommitTooLarge(
        `the commit is over the limit of ${DOCUMENT_BYTES - 1024} bytes as a document`,
      );
      await expect(store.events.append(commitWith(DOCUMENT_BYTES / MAX_COMMIT_EVENTS))).rejects.toEqual(refused);
      expect(await store.events.head()).toBe(0);
      expect((await store.events.append(commitOf(2))).commit.firstPosition).toBe(1);
    } finally {
      await store.close();
    }
  });

  it('is stored as long as it fits, and comes back', async () => {
    const store = await MongoStore.open({ uri: server().freshDatabase() });
    try {
      // An event is more than its name: a little too long.
      let length = 1_650;
      const appended = async () => {
        try {
          return await store.events.append(commitWith(length));
        } catch (error) {
          if (!(error instanceof CommitTooLarge)) throw error;
          length--;
          return undefined;
        }
      };
      let stored = await appended();
      while (!stored) stored = await appended();

      expect(length).toBeGreaterThan(1_600);
      expect(await readLog(store.events)).toEqual(stored.commit.events);
    } finally {
      await store.close();
    }
  });
});
