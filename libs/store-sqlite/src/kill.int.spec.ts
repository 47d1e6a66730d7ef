import { afterAll, expect, it } from '@jest/globals';
import type { RecordedEvent, StoredCommit } from '#libs/event-sourcing';
import { readLog } from '#testing/event-sourcing';
import { ChildProgram, killChildren, TemporaryFolder } from '#testing/store-sqlite';

const ROUNDS = 30;
const folder = new TemporaryFolder();
afterAll(async () => {
  killChildren();
  await folder.remove();
});

interface Told {
  readonly commitId: string;
  readonly firstPosition: number;
  readonly of: number;
}

it('keeps every acknowledged commit, once and whole, through 30 times kill -9 in a write storm', async () => {
  const path = folder.file();
  const acknowledged: Told[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const storm = new ChildProgram('./storm.ts', [path, `round-${round}`]);
    // Another moment each time: from the first acknowledgement into the middle of a checkpoint.
    await storm.told(1 + Math.floor(Math.random() * 400));
    await storm.kill();
    acknowledged.push(...(storm.lines as Told[]).filter((line) => line !== undefined));
  }

  const { events } = await folder.open({ path });
  const log = await readLog(events);

  expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
  const commits = Map.groupBy(log, ({ data }) => (data as { commitId: string }).commitId);
  for (const [commitId, stored] of commits) expectWhole(commitId, stored);
  for (const { commitId, firstPosition } of acknowledged) {
    expect({ commitId, firstPosition: commits.get(commitId)?.[0]?.position }).toEqual({ commitId, firstPosition });
    expect(((await events.readCommit(commitId)) as StoredCommit).events).toEqual(commits.get(commitId));
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS);
}, 120_000);

function expectWhole(commitId: string, stored: readonly RecordedEvent[]): void {
  const [{ of } = { of: 0 }] = stored.map(({ data }) => data as { of: number });
  expect(stored.map(({ id }) => id)).toEqual(Array.from({ length: of }, (_, index) => `${commitId}.${index + 1}`));
  expect(stored.map(({ version }) => version)).toEqual(stored.map((_, index) => (index % (of / 2)) + 1));
}
