import { createHash } from 'node:crypto';
import { ParkedEvents } from '#libs/event-sourcing';
import { parkedOf } from '#testing/event-sourcing';
import { authorizations, type Authorizations, type CallerName } from './random-callers.js';
import { type NodeAnswer, NodeClient, type NodeRequest } from './node-request.js';
import type { RandomRequest } from './random-requests.js';
import type { RunningApi } from './running-api.js';
import { leaks } from './shown-tasks.js';

/** What answers gave, for requests to come. */
type Pools = Readonly<Record<'task' | 'event' | 'trace' | 'cursor' | 'etag' | 'token', string[]>>;

/** Of each kind; newer ones take the place of others. */
const MOST = 40;

export interface Exchange {
  readonly caller: CallerName;
  readonly request: NodeRequest;
  readonly answer: NodeAnswer;
  /** Of the log, before and after. */
  readonly heads: readonly [number, number];
  /** Ids of tasks that were shown to a caller who may not read them. */
  readonly leaked: readonly string[];
}

/** Random requests of all callers to an API, which get to know what answers gave. */
export class RandomTraffic {
  readonly #api: RunningApi;
  readonly #authorizations: Authorizations;
  readonly #pools: Pools = { task: [], event: [], trace: [], cursor: [], etag: [], token: [] };

  private constructor(api: RunningApi, authorizations: Authorizations) {
    this.#api = api;
    this.#authorizations = authorizations;
  }

  /** With some tasks of everybody. */
  static async start(api: RunningApi): Promise<RandomTraffic> {
    const traffic = new RandomTraffic(api, await authorizations());
    const client = new NodeClient(api.url);
    const concerned = [null, 'ann', 'bob'].flatMap((assignee_id) =>
      [null, 'sales', 'legal'].map((department) => ({ assignee_id, department })),
    );
    for (const caller of ['admin', 'ann', 'bob'] as const) {
      for (const fields of concerned) {
        const body = JSON.stringify({ title: 'secret', ...fields });
        const headers = { 'content-type': 'application/json' };
        const created = { method: 'POST', path: '/api/tasks', headers, body, caller, choice: 0 };
        await traffic.send(created, client);
      }
    }
    await traffic.#parkAll(client);
    client.close();
    return traffic;
  }

  /** So that there is something to be repaired. */
  async #parkAll(client: NodeClient): Promise<void> {
    const { events } = await this.#api.store.readAll(0, MOST);
    const parked = events.map((event) => parkedOf(event, { failure: { reason: 'secret', attempts: 1 } }));
    await this.#api.app.get(ParkedEvents).put(this.#api.projection.readModel.lease, parked);
    for (const { position } of events) {
      const path = `/api/events?order=asc&limit=1&cursor=${position - 1}`;
      await this.send({ method: 'GET', path, headers: {}, body: undefined, caller: 'admin', choice: 0 }, client);
    }
  }

  async send(random: RandomRequest, client: NodeClient): Promise<Exchange> {
    const { caller } = random;
    const request = this.#filled(random);
    const before = await this.#api.store.head();
    const answer = await client.send(request);
    this.#learn(answer, random.choice);
    const leaked = await leaks(this.#api.store, {
      caller,
      sent: `${request.path} ${JSON.stringify(request.headers)} ${String(request.body)}`,
      status: answer.status,
      body: answer.body,
      head: before,
      isRepeated: request.headers?.['idempotency-key'] !== undefined,
    });
    return { caller, request, answer, heads: [before, await this.#api.store.head()], leaked };
  }

  #filled({ method, path, headers, body, caller, choice }: RandomRequest): NodeRequest {
    let next = choice;
    const fill = (text: string) =>
      text.replaceAll(/\{(task|TASK|event|trace|cursor|etag|token|type|key)\}/g, (_, name: string) => {
        if (name === 'type') return method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
        if (name === 'key')
          return createHash('sha256')
            .update(`${method} ${path} ${String(body)}`)
            .digest('hex');
        if (name === 'TASK') return at(this.#pools.task, next++).toUpperCase();
        return at(this.#pools[name as keyof Pools], next++);
      });
    const authorization = this.#authorizations[caller];
    const entries = Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? fill(value) : value,
    ]);
    return {
      method,
      path: fill(path),
      headers: { ...Object.fromEntries(entries), ...(authorization !== undefined && { authorization }) },
      body: typeof body === 'string' ? fill(body) : body,
    };
  }

  #learn({ headers, body }: NodeAnswer, choice: number): void {
    const learn = (name: keyof Pools, value: string | undefined) => {
      const pool = this.#pools[name];
      if (value === undefined) return;
      if (pool.length < MOST) pool.push(value);
      else pool[choice % MOST] = value;
    };
    learn('task', headers.location?.split('/').at(-1));
    learn('trace', headers['traceresponse']?.toString().split('-')[1]);
    learn('etag', headers.etag);
    learn('token', headers['consistency-token']?.toString());
    learn('cursor', /"next_cursor":"([^"]+)"/.exec(body)?.[1]);
    learn('event', /"id":"([^"]+\.\d+)"/.exec(body)?.[1]);
  }
}

function at(pool: readonly string[], index: number): string {
  return pool[index % Math.max(pool.length, 1)] ?? 'none';
}
