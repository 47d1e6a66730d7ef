// One of several processes that write to one log: to a hot stream that all want, then to many; with decisions on versions
// that are stale, inside a commit or ahead, and with commit ids used before. Tells what became of each commit, and at last
// what it saw of the log meanwhile. It begins when the log does, and takes one job after the other. Argument: the jobs.
import { type Commit, EventSourcingError, type RecordedEvent, VersionConflict } from '#libs/event-sourcing';
import { MongoStore } from '../mongo-store.js';
import { Dice } from './dice.js';
import type { Answer, Followed, Told } from './log-oracle.js';

export interface RivalJob {
  readonly uri: string;
  readonly seed: string;
  /** Its number among the processes. */
  readonly rival: number;
  readonly rivals: number;
  /** To the hot stream, and as many to the others. */
  readonly commits: number;
}

type Load = 'hot' | 'spread';

const CALLERS = 8;
const SPREAD_STREAMS = 40;

class Rival {
  readonly #job: RivalJob;
  readonly #events: MongoStore['events'];
  readonly #seen: RecordedEvent[] = [];
  /** Of streams, as far as known without asking. */
  readonly #versions = new Map<string, number>();
  #begun = 0;
  #reached = 0;
  #acknowledged = 0;
  #following = Promise.resolve();

  constructor(job: RivalJob, events: MongoStore['events']) {
    this.#job = job;
    this.#events = events;
  }

  async run(): Promise<void> {
    const stop = this.#events.onAppended(() => this.#follow());
    await new Promise<void>((resolve) => {
      this.#events.onAppended(() => resolve());
    });
    await Promise.all(Array.from({ length: CALLERS }, (_, caller) => this.#call(caller)));
    stop();
    this.#follow();
    await this.#following;
    tell({ seen: this.#seen, upTo: this.#acknowledged } satisfies Followed);
  }

  #follow(): void {
    this.#following = this.#following.then(async () => {
      for (;;) {
        const { events } = await this.#events.readAll(this.#seen.length, 100);
        if (events.length === 0) return;
        this.#seen.push(...events);
        this.#learn(events);
      }
    });
  }

  #learn(events: readonly RecordedEvent[]): void {
    for (const { streamId, version, position } of events) {
      this.#versions.set(streamId, Math.max(this.#versions.get(streamId) ?? 0, version));
      this.#reached = Math.max(this.#reached, position);
    }
  }

  async #call(caller: number): Promise<void> {
    const { seed, rival, commits } = this.#job;
    const dice = new Dice(`${seed} ${rival} ${caller}`);
    while (this.#begun < 2 * commits) {
      const sent = this.#commitFor(this.#begun < commits ? 'hot' : 'spread', dice);
      const after = this.#reached;
      tell({ sent, after, answer: await this.#send(sent) } satisfies Told);
    }
  }

  #commitFor(load: Load, dice: Dice): Commit {
    const { rival, rivals } = this.#job;
    const call = `${rival}-${++this.#begun}`;
    const streamIds = Array.from({ length: 1 + dice.below(3) }, () => this.#streamIdFor(load, dice));
    // Now and then a stream stands in it twice.
    const chosen = dice.isOneIn(3) ? streamIds : [...new Set(streamIds)];
    const streams = chosen.map((streamId) => {
      const events = Array.from({ length: 1 + dice.below(3) }, (_, n) => ({
        type: 'rival.wrote.v1',
        data: { call, n },
      }));
      return { streamId, expectedVersion: this.#versionFor(streamId, dice), events };
    });
    const commitId = dice.isOneIn(8) ? `${dice.below(rivals)}-${1 + dice.below(this.#begun)}` : call;
    return { commitId, streams, metadata: { correlationid: call } };
  }

  #streamIdFor(load: Load, dice: Dice): string {
    if (load === 'hot' && !dice.isOneIn(4)) return 'hot';
    return dice.isOneIn(4) ? `own-${this.#job.rival}.${dice.below(1_000)}` : `spread-${dice.below(SPREAD_STREAMS)}`;
  }

  /** Mostly where the stream ends, as far as known. */
  #versionFor(streamId: string, dice: Dice): number {
    const version = this.#versions.get(streamId) ?? 0;
    if (dice.isOneIn(12)) return Math.max(0, version - 1 - dice.below(4));
    return dice.isOneIn(12) ? version + 1 + dice.below(100) : version;
  }

  async #send(sent: Commit): Promise<Answer> {
    try {
      const appended = await this.#events.append(sent);
      this.#learn(appended.commit.events);
      this.#acknowledged = Math.max(this.#acknowledged, appended.commit.events.at(-1)?.position ?? 0);
      return appended;
    } catch (error) {
      if (error instanceof VersionConflict) {
        const { code, streamId, actualVersion } = error;
        this.#versions.set(streamId, actualVersion);
        return { refused: code, streamId, actualVersion };
      }
      if (error instanceof EventSourcingError) return { refused: error.code };
      throw error;
    }
  }
}

function tell(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

for (const job of JSON.parse(process.argv[2] ?? '') as RivalJob[]) {
  const store = await MongoStore.open({ uri: job.uri });
  tell({ ready: true });
  await new Rival(job, store.events).run();
  await store.close();
}
