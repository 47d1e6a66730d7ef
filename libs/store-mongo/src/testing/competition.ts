import type { EventStore, RecordedEvent } from '#libs/event-sourcing';
import { commitOf, readLog, until } from '#testing/event-sourcing';
import { ChildProgram } from '#testing/store-sqlite';
import { MongoStore } from '../mongo-store.js';
import type { Evidence, Followed, Told } from './log-oracle.js';
import type { RivalJob } from './rivals.js';

export interface CompetitionOptions {
  readonly seed: string;
  /** How many processes there are at each log, one log after the other. */
  readonly counts: readonly number[];
  /** Of all processes of a log together: to its hot stream, and as many to the others. */
  readonly commits: number;
  readonly freshDatabase: () => string;
}

/** Processes that make several logs, each time more of them. */
export class Competition {
  readonly #jobs: ReadonlyMap<number, Omit<RivalJob, 'rival'>>;
  readonly #children: readonly ChildProgram[];

  constructor({ seed, counts, commits, freshDatabase }: CompetitionOptions) {
    const jobs = counts.map((rivals) => ({ uri: freshDatabase(), seed, rivals, commits: commits / rivals }));
    const program = new URL('./rivals.ts', import.meta.url).href;
    this.#jobs = new Map(jobs.map((job) => [job.rivals, job]));
    this.#children = Array.from({ length: Math.max(...counts) }, (_, rival) => {
      const own: RivalJob[] = jobs.filter(({ rivals }) => rival < rivals).map((job) => ({ ...job, rival }));
      return new ChildProgram(program, [JSON.stringify(own)]);
    });
  }

  /** After those of fewer. */
  async of(rivals: number): Promise<Evidence> {
    const job = this.#jobs.get(rivals);
    if (!job) throw new Error(`no log is for ${rivals}`);
    const children = this.#children
      .slice(0, rivals)
      .map((child, rival) => ({ child, start: this.#before(job, rival) }));
    await Promise.all(children.map(({ child, start }) => child.told(start + 1)));
    const store = await MongoStore.open({ uri: job.uri });
    try {
      const reader = follow(store.events);
      const sent = commitOf(1);
      const began: Told = { sent, after: 0, answer: await store.events.append(sent) };
      const lines = await Promise.all(children.map(({ child, start }) => linesOf(child, start + 1, linesFor(job) - 1)));
      const head = await store.events.head();
      await until(() => reader.seen.length >= head, 'the reader to arrive at the head');
      reader.stop();
      const [told, followed] = [lines.flatMap((each) => each.slice(0, -1)), lines.map((each) => each.at(-1))];
      return asJson({
        log: await readLog(store.events),
        told: [began, ...(told as Told[])],
        followed: [{ seen: reader.seen, upTo: head }, ...(followed as Followed[])],
      });
    } finally {
      await store.close();
    }
  }

  /** Lines that a process tells before it comes to a job. */
  #before(job: Omit<RivalJob, 'rival'>, rival: number): number {
    const earlier = [...this.#jobs.values()].filter(({ rivals }) => rival < rivals && rivals < job.rivals);
    return earlier.reduce((sum, each) => sum + linesFor(each), 0);
  }
}

/** One that it is ready, one for each commit, and one of what it saw. */
function linesFor({ commits }: Pick<RivalJob, 'commits'>): number {
  return 1 + 2 * commits + 1;
}

/** However long all of them take, as long as one comes after the other. */
async function linesOf(child: ChildProgram, start: number, count: number): Promise<unknown[]> {
  for (let next = start + 1; next <= start + count; next++) await child.told(next);
  return child.lines.slice(start, start + count);
}

/** Reads on at every hint, as a subscription does. */
function follow(events: EventStore): { readonly seen: readonly RecordedEvent[]; readonly stop: () => void } {
  const seen: RecordedEvent[] = [];
  let reading = Promise.resolve();
  const stop = events.onAppended((position) => {
    reading = reading.then(async () => {
      while (seen.length < position) seen.push(...(await events.readAll(seen.length, 100)).events);
    });
  });
  return { seen, stop };
}

/** In nothing but a spec's own objects: a driver's are made outside the realm of the tests, and never equal. */
function asJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
