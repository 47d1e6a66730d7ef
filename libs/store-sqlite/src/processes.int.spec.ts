import { afterAll, describe, expect, it } from '@jest/globals';
import { type EventStore, type RecordedEvent, Subscription } from '#libs/event-sourcing';
import { commitOf, readLog, until } from '#testing/event-sourcing';
import { ChildProgram, killChildren, TemporaryFolder } from '#testing/store-sqlite';

const folder = new TemporaryFolder();
afterAll(async () => {
  killChildren();
  await folder.remove();
});

interface Told {
  readonly commitId: string;
  readonly refused?: true;
  readonly ids?: readonly string[];
  readonly versions?: readonly number[];
}

describe.each([2, 4])('%i processes on one file', (processes) => {
  it('make one log: without holes, with every acknowledged commit once and no refused one', async () => {
    const path = folder.file();
    const children = Array.from(
      { length: processes },
      (_, n) => new ChildProgram('./rivals.ts', [path, `p${n}`, '300']),
    );
    await Promise.all(children.map((child) => child.told(1)));
    const { events } = await folder.open({ path });
    const tail = follow(events);
    const told = (await Promise.all(children.map((child) => child.end()))).flat() as Told[];
    await until(async () => tail.seen.length === (await events.head()), 'the reader to arrive at the head');
    tail.stop();
    const log = await readLog(events);

    expect(told).toHaveLength(processes * 300);
    expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
    for (const stream of Map.groupBy(log, ({ streamId }) => streamId).values()) {
      expect(stream.map(({ version }) => version)).toEqual(stream.map((_, index) => index + 1));
    }
    const byCommit = Map.groupBy(log, ({ data }) => (data as { commitId: string }).commitId);
    for (const { commitId, refused, ids, versions } of told) {
      expect(byCommit.get(commitId)?.map(({ id }) => id)).toEqual(refused ? undefined : ids);
      expect(byCommit.get(commitId)?.map(({ version }) => version)).toEqual(refused ? undefined : versions);
    }
    expect(byCommit.size).toBe(told.filter(({ refused }) => !refused).length);
    expect(told.filter(({ refused }) => refused).length).toBeGreaterThan(0);
    expect(tail.seen).toEqual(log);
    expect(log.map(({ recordedAt }) => recordedAt)).toEqual(log.map(({ recordedAt }) => recordedAt).sort());
  }, 60_000);
});

/** Reads on at every hint, as a subscription does. */
function follow(events: EventStore): { seen: RecordedEvent[]; stop: () => void } {
  const seen: RecordedEvent[] = [];
  let reading = Promise.resolve();
  const stop = events.onAppended(() => {
    reading = reading.then(async () => {
      while (seen.length < (await events.head())) {
        const page = await events.readAll(seen.length, 100);
        seen.push(...page.events);
      }
    });
  });
  return { seen, stop };
}

it('tells of what another connection appended', async () => {
  const path = folder.file();
  const [here, there] = [await folder.open({ path }), await folder.open({ path })];
  const woken: number[] = [];
  const stop = here.events.onAppended((position) => woken.push(position));

  await there.events.append(commitOf(1));
  await until(() => woken.length > 0, 'the hint');
  stop();

  expect(woken).toEqual([1]);
});

it('lets another process take a lease over when its holder is killed', async () => {
  const path = folder.file();
  const { events, leases } = await folder.open({ path });
  const holder = new ChildProgram('./lease-holder.ts', [path, 'work', '400']);
  await events.append(commitOf(1));
  await holder.told(1);
  const seen: { position: number; epoch: number }[] = [];
  const subscription = new Subscription({
    name: 'work',
    store: events,
    leases,
    leaseMs: 400,
    handle: async ({ position }, { epoch }) => void seen.push({ position, epoch }),
  });
  subscription.start();
  await events.append(commitOf(2));
  await holder.told(2);
  expect(subscription.status).toMatchObject({ running: false });

  await holder.kill();
  await events.append(commitOf(3));
  await until(() => seen.length > 0, 'the takeover');
  await subscription.stop();

  expect(holder.lines).toEqual([
    { position: 1, epoch: 1 },
    { position: 2, epoch: 1 },
  ]);
  expect(seen).toEqual([{ position: 3, epoch: 2 }]);
  expect(await leases.read('work')).toMatchObject({ epoch: 2, held: false });
}, 20_000);
