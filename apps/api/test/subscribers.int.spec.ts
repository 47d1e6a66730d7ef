import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { commitOf, part, until } from '#testing/event-sourcing';
import { ChildProgram, killChildren } from '#testing/store-sqlite';
import { readConfig } from '../src/config.js';
import { openStore, type Store } from '../src/open-store.js';
import { describeEachLastingDatabase } from './each-database.js';

const PROGRAM = new URL('./subscriber.ts', import.meta.url).href;
const STREAMS = 7;
const TAKEOVER_MS = 15_000;
const KILLS = 50;
/** Of appends over what is handled, in the write load. */
const BACKLOG = 100;

interface Handled {
  readonly done: number;
  readonly streamId: string;
  readonly version: number;
  /** Microseconds, on the clock of the machine. */
  readonly at: number;
}

/** A process that handles events until it is killed. */
class Subscriber {
  readonly #child: ChildProgram;
  readonly #checked: unknown[] = [];

  constructor(database: string, { leaseMs = 2_000, eventMs = 0 } = {}) {
    this.#child = new ChildProgram(PROGRAM, [database, String(leaseMs), String(eventMs)]);
  }

  get handled(): readonly Handled[] {
    return this.#lines.filter((line): line is Handled => 'done' in line);
  }

  get begun(): readonly number[] {
    return this.#lines.filter((line): line is { begun: number } => 'begun' in line).map(({ begun }) => begun);
  }

  get isActive(): boolean {
    const told = this.#lines.filter((line): line is { running: boolean } => 'running' in line);
    return this.#child.isRunning && told.at(-1)?.running === true;
  }

  get hasStarted(): boolean {
    return this.#child.lines.length > 0;
  }

  freeze(): void {
    this.#child.freeze();
  }

  thaw(): void {
    this.#child.thaw();
  }

  kill(): Promise<void> {
    return this.#child.kill();
  }

  /** A line that a kill has cut off is none. */
  get #lines(): readonly object[] {
    for (const line of this.#child.lines.slice(this.#checked.length)) this.#checked.push(line ?? {});
    return this.#checked as object[];
  }
}

describeEachLastingDatabase((database) => {
  let address: string;
  let store: Store;
  let commits: number;
  let subscribers: Subscriber[];
  beforeEach(async () => {
    address = database();
    store = await openStore(readConfig({ DATABASE_URL: address }).database);
    commits = 0;
    subscribers = [];
  });
  afterEach(async () => {
    killChildren();
    await store.close();
  });

  async function append(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const version = Math.floor(commits / STREAMS);
      await store.events.append(commitOf(commits + 1, { streams: [part(`task-${commits % STREAMS}`, version)] }));
      commits++;
    }
  }

  async function start(options?: { leaseMs?: number; eventMs?: number }): Promise<Subscriber> {
    const subscriber = new Subscriber(address, options);
    subscribers.push(subscriber);
    await until(() => subscriber.hasStarted, 'a subscriber', 30_000);
    return subscriber;
  }

  const active = () => subscribers.find(({ isActive }) => isActive);
  const handled = () =>
    subscribers.flatMap((subscriber) => subscriber.handled).toSorted((one, other) => one.at - other.at);
  const checkpoint = async () => (await store.leases.read('work'))?.checkpoint;
  const isDone = (position: number) => () => handled().some(({ done }) => done === position);

  /** Of each event the first time that it was handled, by all processes, in the order of time. */
  function firstDeliveries(): readonly number[] {
    return [...new Set(handled().map(({ done }) => done))];
  }

  const all = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

  describe('of several processes', () => {
    it('another one takes over from one that is killed, without a gap', async () => {
      const [first] = [await start(), await start()];
      await until(() => active() !== undefined, 'an active subscriber');
      await append(30);
      await until(isDone(20), 'some events');
      const killed = active() ?? first;
      await killed.kill();
      await append(10);
      const other = subscribers.find((subscriber) => subscriber !== killed);
      await until(() => other?.isActive === true, 'the take-over', TAKEOVER_MS);
      await until(isDone(40), 'all events');

      expect(firstDeliveries()).toEqual(all(40));
      const twice = handled().length - 40;
      expect(twice).toBeLessThanOrEqual(1);
    }, 60_000);

    it('one that was frozen past its lease finishes only the call that it was in, and its step is refused', async () => {
      const frozen = await start({ eventMs: 500 });
      await until(() => frozen.isActive, 'an active subscriber');
      const other = await start({ eventMs: 0 });
      await append(5);
      await until(() => frozen.begun.length > frozen.handled.length && frozen.handled.length > 0, 'an event in hand');
      frozen.freeze();
      const inHand = frozen.begun.at(-1) ?? 0;
      await until(() => other.isActive, 'the take-over', TAKEOVER_MS);
      await append(5);
      // An event is told of before its checkpoint is stored.
      await until(async () => (await checkpoint()) === 10, 'all events');
      const before = await store.leases.read('work');
      frozen.thaw();
      await until(() => frozen.handled.at(-1)?.done === inHand && !frozen.isActive, 'the late one to give up');
      await append(5);
      await until(async () => (await checkpoint()) === 15, 'what came later');

      expect(before).toMatchObject({ epoch: 2, checkpoint: 10 });
      expect(await store.leases.read('work')).toMatchObject({ epoch: 2, checkpoint: 15 });
      expect(frozen.begun.at(-1)).toBe(inHand);
      expect(firstDeliveries()).toEqual(all(15));
      expect(handled().length).toBe(16);
    }, 60_000);

    it(`handle everything through ${KILLS} kills in a write load, in order, twice only what a kill met`, async () => {
      const writing = new AbortController();
      const writer = (async () => {
        for (const { signal } = writing; !signal.aborted; ) {
          const isWanted = () => commits - firstDeliveries().length < BACKLOG || signal.aborted;
          await until(isWanted, 'events to be handled', 60_000);
          await append(10);
        }
      })();
      for (let n = 0; n < 3; n++) await start({ leaseMs: 1_500 });
      for (let kills = 0; kills < KILLS; kills++) {
        const seen = handled().length + randomInt(0, 40);
        await until(() => handled().length > seen, 'the work to go on', 60_000);
        const living = subscribers.slice(-3);
        const killed = living[randomInt(0, living.length)];
        await killed?.kill();
        const next = await start({ leaseMs: 1_500 });
        const rest = living.filter((subscriber) => subscriber !== killed);
        subscribers = [...subscribers.filter((each) => !rest.includes(each) && each !== next), ...rest, next];
      }
      writing.abort();
      await writer;
      await until(() => firstDeliveries().length === commits, 'all events', 120_000);

      const deliveries = handled();
      for (const [, ofStream] of Map.groupBy(deliveries, ({ streamId }) => streamId)) {
        const versions = [...new Set(ofStream.map(({ version }) => version))];
        expect(versions).toEqual(all(versions.length));
      }
      expect(firstDeliveries()).toEqual(all(commits));
      const inHand = new Set(subscribers.slice(0, -3).map((killed) => killed.handled.at(-1)?.done));
      const twice = deliveries.filter(({ done }, index) => deliveries.findIndex((each) => each.done === done) < index);
      expect(twice.filter(({ done }) => !inHand.has(done))).toEqual([]);
      expect(twice.length).toBeLessThanOrEqual(KILLS);
      expect(commits).toBeGreaterThan(KILLS);
    }, 400_000);
  });
});
