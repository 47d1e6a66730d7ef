import { expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { type EventStore, type RecordedEvent, type StreamAppend, VersionConflict } from '#libs/event-sourcing';
import { commitOf, part } from '../commits.js';
import { readLog } from '../read-log.js';
import type { StoreUnderTest } from './store-under-test.js';

const WRITERS = 64;
const COMMITS_EACH = 6;
const SHARED_STREAMS = 3;

async function append(events: EventStore, id: number, streams: readonly StreamAppend[]): Promise<number> {
  return (await events.append(commitOf(id, { streams }))).commit.events.length;
}

/** Each commit wants a place in a stream that others want too, and does without when they are faster. */
async function write(events: EventStore, writer: number): Promise<number> {
  let written = 0;
  for (let n = 0; n < COMMITS_EACH; n++) {
    const id = writer * COMMITS_EACH + n;
    const own = part(`task-own-${id}`, 0, 1 + (id % 3));
    const shared = `task-shared-${id % SHARED_STREAMS}`;
    const { version } = await events.readStream(shared);
    try {
      written += await append(events, id, [own, part(shared, version)]);
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      written += await append(events, id, [own]);
    }
  }
  return written;
}

/** Reads on from the last event seen, as a subscription does, and lets the writers get on in between. */
async function follow(events: EventStore, done: () => boolean): Promise<RecordedEvent[]> {
  const seen: RecordedEvent[] = [];
  for (;;) {
    const last = done();
    const page = await events.readAll(seen.length, 7);
    expect(page.events.map(({ position }) => position)).toEqual(page.events.map((_, n) => seen.length + n + 1));
    seen.push(...page.events);
    if (page.events.length > 0) continue;
    if (last) return seen;
    await setImmediate();
  }
}

export function orderCases(store: StoreUnderTest): void {
  it(`has no holes under ${WRITERS} writers, and a reader that follows never misses an event`, async () => {
    let done = false;
    const writers = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(store.events, writer)));
    const written = writers.finally(() => {
      done = true;
    });
    const [counts, seen] = await Promise.all([written, follow(store.events, () => done)]);

    const log = await readLog(store.events);
    expect(seen).toEqual(log);
    expect(log).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
    expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
  });

  it('keeps the events of a commit together and those of a stream in order, and time never runs backwards', async () => {
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(store.events, writer)));
    const log = await readLog(store.events);

    const versions = new Map<string, number>();
    let previous: RecordedEvent | undefined;
    for (const event of log) {
      expect(event.version).toBe((versions.get(event.streamId) ?? 0) + 1);
      versions.set(event.streamId, event.version);
      const [commitId, ordinal] = event.id.split('.');
      const goesOn = ordinal !== '1';
      expect(goesOn).toBe(previous?.id === `${commitId}.${Number(ordinal) - 1}`);
      expect(event.recordedAt >= (previous?.recordedAt ?? '')).toBe(true);
      previous = event;
    }
    expect(versions.size).toBe(WRITERS * COMMITS_EACH + SHARED_STREAMS);
  });
}
