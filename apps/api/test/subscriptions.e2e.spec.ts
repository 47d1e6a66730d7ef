import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Leases, ParkedEvents } from '#libs/event-sourcing';
import { parkedOf, until } from '#testing/event-sourcing';
import { RecordedSpans } from '#testing/tracing';
import { asCaller } from './callers.js';
import { describeEachDatabase, describeEachLastingDatabase } from './each-database.js';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const NOTIFY = 'notify_external_service';
const TASKS = 'tasks.v3.g1';

/** A service that refuses what it is told of some tasks, for as long as they stand in `refused`. */
class PickyService {
  readonly refused = new Set<string>();
  readonly told: string[] = [];
  readonly #server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { task_id: task } = JSON.parse(body) as { readonly task_id: string };
    if (!this.refused.has(task) && !this.refused.has('*')) this.told.push(task);
    response.writeHead(this.told.at(-1) === task ? 204 : 422).end();
  });

  static async start(): Promise<PickyService> {
    const service = new PickyService();
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const spans = new RecordedSpans();
afterAll(() => spans.stop());

let api: RunningApi;
let service: PickyService | undefined;
afterEach(async () => {
  await api.stop();
  await service?.stop();
  service = undefined;
});

const idOf = (location: string) => location.split('/').at(-1) ?? '';
const parked = async (name: string) => {
  const { data } = await api.client().GET('/api/subscriptions/{name}/parked', { params: { path: { name } } });
  return data?.items ?? [];
};
const ask = (action: 'retry' | 'skip', name: string, eventId: string, caller = {}) =>
  api.fetch(`/api/subscriptions/${name}/parked/${eventId}/${action}`, { method: 'POST', headers: caller });

describeEachDatabase((database) => {
  it('a message that is refused is parked with its cause and trace, and told once it is taken', async () => {
    service = await PickyService.start();
    api = await RunningApi.start({ DATABASE_URL: database(), NOTIFICATIONS_URL: service.url });
    const { refused, told } = service;
    const runs = async () =>
      (await api.client().GET('/api/subscriptions')).data?.items.find(({ name }) => name === NOTIFY)?.running_here;
    await until(async () => (await runs()) === true, 'a running publisher');
    refused.add('*');
    const first = idOf(await api.created());
    await until(async () => (await parked(NOTIFY)).length === 1, 'the event to be parked', 40_000);
    refused.delete('*');
    refused.add(first);
    const second = idOf(await api.created());
    await until(() => told.length === 1, 'the next task to be told of');
    expect(told).toEqual([second]);
    const [event] = await parked(NOTIFY);

    expect(event).toEqual({
      event_id: expect.stringMatching(/\.1$/),
      type: 'task.created.v1',
      stream_id: `task-${first}`,
      position: 1,
      parked_at: expect.any(String),
      failure: {
        reason: 'NotificationRefused: the notification service answered 422',
        attempts: 8,
        trace: expect.objectContaining({ trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) }),
      },
      request: null,
    });
    const { data } = await api.client().GET('/api/subscriptions');
    expect(data?.items.find(({ name }) => name === NOTIFY)).toEqual({
      name: NOTIFY,
      kind: 'publisher',
      running_here: true,
      position: 2,
      lag_events: 0,
      lag_seconds: 0,
      parked_events: 1,
      failure: null,
    });

    refused.clear();
    const answer = await ask('retry', NOTIFY, event?.event_id ?? '');
    expect([answer.status, await answer.json()]).toEqual([
      202,
      expect.objectContaining({ request: { action: 'retry', by: 'local', at: expect.any(String) } }),
    ]);
    await until(async () => (await parked(NOTIFY)).length === 0, 'the event to be told');
    expect(told).toEqual([second, first]);
  }, 60_000);

  describe('whoever is no admin', () => {
    it('learns and changes nothing', async () => {
      api = await RunningApi.start({ DATABASE_URL: database() });
      const headers = await asCaller('ann', ['manager']);
      for (const path of ['/api/subscriptions', `/api/subscriptions/${TASKS}/parked`, '/api/subscriptions/x/parked']) {
        await expectProblem(await api.fetch(path, { headers }), 'forbidden');
      }
      for (const action of ['retry', 'skip'] as const) {
        await expectProblem(await ask(action, TASKS, 'x.1', headers), 'forbidden');
      }
    });
  });

  it('what is not there is said so', async () => {
    api = await RunningApi.start({ DATABASE_URL: database() });
    await expectProblem(await api.fetch('/api/subscriptions/none/parked'), 'subscription_not_found');
    await expectProblem(await ask('retry', 'none', 'x.1'), 'subscription_not_found');
    await expectProblem(await ask('skip', TASKS, 'x.1'), 'parked_event_not_found');
    await expectProblem(await ask('skip', TASKS, '%2F'), 'parked_event_not_found');
    await expectProblem(await api.fetch(`/api/subscriptions/${TASKS}/parked?limit=0`), 'invalid_input');
    await expectProblem(await api.fetch(`/api/subscriptions/${TASKS}/parked?cursor=x`), 'invalid_input');
  });
});

describeEachLastingDatabase((database) => {
  /** Of the first task, its second event and the third could not be applied, as an earlier process left it. */
  async function startWithParkedTask(): Promise<string> {
    const environment = { DATABASE_URL: database() };
    api = await RunningApi.start(environment);
    const first = await api.created({ title: 'A' });
    await api.send('PUT', first, { title: 'B' });
    await api.send('PUT', first, { title: 'C' });
    const { events } = await api.store.readAll(0, 9);
    const [, second, third] = events;
    if (!second || !third) throw new Error('three events were to be stored');
    const failed = parkedOf(second, { failure: { reason: 'TypeError: x', attempts: 8 } });
    await api.app.get(ParkedEvents).put(TASKS, [failed, parkedOf(third)]);
    await api.stop();
    api = await RunningApi.start(environment);
    await until(
      async () => (await api.app.get(Leases).read(TASKS))?.epoch === 2 && api.projection.subscription.status.running,
      'it',
    );
    return first;
  }

  it('a read with a token of a task whose events are parked is refused, others are answered', async () => {
    const task = await startWithParkedTask();
    const other = await api.created();
    const read = (path: string, token?: string) =>
      api.fetch(path, token === undefined ? {} : { headers: { 'consistency-token': token } });
    await until(async () => (await read(task, '3')).status === 503, 'the parked stream to be known');

    const problem = await expectProblem(await read(task, '3'), 'read_model_behind');
    expect(problem.detail).toBe('an event of it could not be applied, and waits to be repaired');
    expect((await read(task)).status).toBe(200);
    expect((await read(other, '4')).status).toBe(200);
    expect((await read('/api/tasks', '4')).status).toBe(200);
  });

  it('lists what waits by pages, repairs the first one only, then all of the stream', async () => {
    await startWithParkedTask();
    const path = { name: TASKS };
    const page = await api.client().GET('/api/subscriptions/{name}/parked', { params: { path, query: { limit: 1 } } });
    expect(page.data).toMatchObject({ items: [{ position: 2, failure: { attempts: 8 } }], next_cursor: '2' });
    expect(page.response.headers.get('link')).toContain('cursor=2');
    const [first, second] = await parked(TASKS);
    expect(second).toMatchObject({ position: 3, failure: null });

    const problem = await expectProblem(await ask('skip', TASKS, second?.event_id ?? ''), 'parked_event_waits');
    expect(problem.detail).toContain(first?.event_id);
    expect((await ask('skip', TASKS, first?.event_id ?? '')).status).toBe(202);
    await until(async () => (await parked(TASKS)).length === 0, 'the stream to be applied');
  });
});
