import { afterAll, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { readLog } from '#testing/event-sourcing';
import { describeWithMongo } from '#testing/store-mongo';
import { ChildProgram, killChildren } from '#testing/store-sqlite';
import type { Acknowledgement } from './testing/storm.js';

const STORM = new URL('./testing/storm.ts', import.meta.url).href;
const ROUNDS = 12;

describeWithMongo('a writer', (server) => {
  afterAll(() => killChildren());

  it(`that is killed in a write storm, ${ROUNDS} times, leaves every acknowledged commit there, once and whole`, async () => {
    const uri = server().freshDatabase();
    const acknowledged: Acknowledgement[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const storm = new ChildProgram(STORM, [uri, `round-${round}`]);
      // Another moment each time: from the first acknowledgement on.
      await storm.told(1 + Math.floor(Math.random() * 200));
      await storm.kill();
      acknowledged.push(...(storm.lines as Acknowledgement[]).filter((line) => line !== undefined));
    }
    const store = await MongoStore.open({ uri });
    try {
      const log = await readLog(store.events);
      const commits = Map.groupBy(log, ({ data }) => (data as { commitId: string }).commitId);

      expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
      for (const [commitId, stored] of commits) expectWhole(commitId, stored);
      const stored = acknowledged.map(({ commitId }) => ({
        commitId,
        firstPosition: commits.get(commitId)?.[0]?.position,
      }));
      expect(stored).toEqual(acknowledged);
      expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS);
    } finally {
      await store.close();
    }
  }, 180_000);
});

function expectWhole(commitId: string, stored: readonly RecordedEvent[]): void {
  const [{ of } = { of: 0 }] = stored.map(({ data }) => data as { of: number });
  expect(stored.map(({ id }) => id)).toEqual(Array.from({ length: of }, (_, index) => `${commitId}.${index + 1}`));
  expect(stored.map(({ version }) => version)).toEqual(stored.map((_, index) => (index % (of / 2)) + 1));
}
