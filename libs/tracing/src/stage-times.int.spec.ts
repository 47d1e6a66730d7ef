import { afterAll, afterEach, expect, it, jest } from '@jest/globals';
import type { EventStore } from '#libs/event-sourcing';
import { type Detail, tracedStages } from '#libs/tracing';
import { beforeStatements, block, lockForWriting, TemporaryFolder } from '#testing/store-sqlite';
import { pathTo, RecordedSpans, spanNamed } from '#testing/tracing';
import { addToCounter, counterDecider } from './testing/counter.js';

const folder = new TemporaryFolder();
const spans = new RecordedSpans();
const undo: (() => void)[] = [];
afterEach(() => {
  jest.restoreAllMocks();
  for (const end of undo.splice(0)) end();
});
afterAll(async () => {
  await spans.stop();
  await folder.remove();
});

const SLOW_MS = 300;
const LONGER_MS = SLOW_MS + 10;

interface Counting {
  readonly path: string;
  readonly store: EventStore;
}

function delayed<Args extends readonly unknown[], Result>(work: (...args: Args) => Result): (...args: Args) => Result {
  return (...args) => {
    block(LONGER_MS);
    return work(...args);
  };
}

/** Each span with what makes just its own work slow. */
const slowed: Readonly<Record<string, (counting: Counting) => void>> = {
  fetch_counter: ({ store }) => {
    const read = store.readStream.bind(store);
    store.readStream = async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, LONGER_MS));
      return read(...args);
    };
  },
  'find events': () => undo.push(beforeStatements(/ORDER BY version/, () => block(LONGER_MS))),
  validate_numbers: () => {
    const slow = delayed(counterDecider.decide);
    jest.spyOn(counterDecider, 'decide').mockImplementation(slow);
  },
  apply_numbers: () => {
    // Only once it is decided: to load is to evolve too.
    const { decide, evolve } = counterDecider;
    jest.spyOn(counterDecider, 'decide').mockImplementation((...args) => {
      jest.spyOn(counterDecider, 'evolve').mockImplementation(delayed(evolve));
      return decide(...args);
    });
  },
  'event_store.append': ({ store }) => {
    const append = store.append.bind(store);
    store.append = async (commit) => {
      await new Promise((resolve) => setTimeout(resolve, LONGER_MS));
      return append(commit);
    };
  },
  serialize_numbers: () => {
    const { stringify } = JSON;
    const slow = delayed(stringify);
    jest.spyOn(JSON, 'stringify').mockImplementation((...args) => (args[0] === 2 ? slow(...args) : stringify(...args)));
  },
  'insert commits': ({ path }) => setTimeout(lockForWriting(path), LONGER_MS),
  publish_numbers: ({ store }) => undo.push(store.onAppended(() => block(LONGER_MS))),
};

async function addSlowly(detail: Detail, makeSlow: (counting: Counting) => void): Promise<void> {
  const path = folder.file();
  const observe = tracedStages(detail);
  const { events: store } = await folder.open({ path, observe });
  await addToCounter({ store, observe, numbers: [1] });
  spans.reset();
  makeSlow({ path, store });
  await addToCounter({ store, observe, numbers: [2], existing: true });
}

it.each(Object.entries(slowed))(
  '%s and what is around it last as long as its work, and nothing else does',
  async (name, slow) => {
    await addSlowly('full', slow);

    const around = pathTo(spanNamed(spans.all, name), spans.all);
    const lasting = spans.all.filter(({ durationMs }) => durationMs >= SLOW_MS);
    expect(lasting.map((span) => span.name)).toEqual(around.map((span) => span.name));
    for (const { startMs, durationMs, ...span } of spans.all) {
      const parent = pathTo({ ...span, startMs, durationMs }, spans.all).at(-2);
      if (!parent) continue;
      expect(startMs).toBeGreaterThanOrEqual(parent.startMs);
      expect(startMs + durationMs).toBeLessThanOrEqual(parent.startMs + parent.durationMs + CLOCK_MS);
    }
  },
);

/** Each span reckons from its own start, of which the milliseconds are whole. */
const CLOCK_MS = 2;

it.each(['validate_numbers', 'apply_numbers', 'serialize_numbers', 'publish_numbers'])(
  'as an event %s tells how long its work took',
  async (name) => {
    await addSlowly('standard', slowed[name] ?? (() => {}));

    const timed = spanNamed(spans.all, 'add_to_counter').events.filter((event) => event.name.endsWith('_numbers'));
    const lasting = timed.filter(({ attributes }) => Number(attributes['duration_ms']) >= SLOW_MS);
    expect(timed).toHaveLength(4);
    expect(lasting.map((event) => event.name)).toEqual([name]);
  },
);
