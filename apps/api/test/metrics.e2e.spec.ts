import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Projections } from '#libs/cqrs';
import { ParkedEvents } from '#libs/event-sourcing';
import { until } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { RecordedSpans } from '#testing/tracing';
import { RunningApi } from './running-api.js';

/** A counter's or histogram's number, or undefined where there is none with these labels. */
type Metrics = (name: string, labels?: Readonly<Record<string, string>>) => number | undefined;

const HELD_MS = 100;
const spans = new RecordedSpans();
let api: RunningApi;
const folder = new TemporaryFolder();
beforeAll(async () => {
  api = await RunningApi.start({ DATABASE_URL: `sqlite:${folder.file()}` });
});
afterAll(async () => {
  await api.stop();
  await folder.remove();
  await spans.stop();
});

async function metrics(): Promise<Metrics> {
  const response = await api.fetch('/metrics');
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  const lines = (await response.text()).split('\n').filter((line) => !line.startsWith('#'));
  return (name, labels = {}) => {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const line = lines.find((each) => each.split(/[{ ]/, 1)[0] === name && wanted.every((pair) => each.includes(pair)));
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
  };
}

/** By how much what is done changes a number: of a request it is counted when its connection is done with it. */
async function added(
  name: string,
  labels: Readonly<Record<string, string>>,
  work: () => Promise<unknown>,
  atLeast = 1,
) {
  const now = async () => (await metrics())(name, labels) ?? 0;
  const before = await now();
  await work();
  await until(async () => (await now()) >= before + atLeast, `${name} to grow`);
  return (await now()) - before;
}

const create = (headers = {}) => api.client(headers).POST('/api/tasks', { body: { title: 'A' } });

describe('requests', () => {
  const NAME = 'http_server_request_duration_seconds_count';
  const labels = { http_request_method: 'POST', http_route: '/api/tasks' };

  it('are measured by method, route and status', async () => {
    expect(await added(NAME, { ...labels, http_response_status_code: '201' }, create)).toBe(1);
    const refused = () => api.send('POST', '/api/tasks', {});
    expect(await added(NAME, { ...labels, http_response_status_code: '400' }, refused)).toBe(1);
  });

  it('of an address that there is not have no route, whatever it is', async () => {
    const lost = async () => {
      for (const address of ['/a', '/b', '/api/c']) await api.fetch(address);
    };
    expect(await added(NAME, { http_request_method: 'GET', http_response_status_code: '404' }, lost, 3)).toBe(3);
    expect((await metrics())(NAME, { http_route: '/a' })).toBeUndefined();
  });

  it('are as long as their work', async () => {
    const labels = { http_route: '/api/tasks', http_response_status_code: '201' };
    const append = api.store.append.bind(api.store);
    const held = jest.spyOn(api.store, 'append').mockImplementation(async (commit) => {
      await new Promise((resolve) => setTimeout(resolve, HELD_MS));
      return append(commit);
    });
    const slow = () => create().finally(() => held.mockRestore());
    expect(await added('http_server_request_duration_seconds_sum', labels, slow, HELD_MS / 1e3)).toBeGreaterThanOrEqual(
      HELD_MS / 1e3,
    );
  });

  it('that machines make all the time are not', async () => {
    await api.fetch('/health');
    const now = await metrics();
    for (const route of ['/health', '/ready', '/metrics']) expect(now(NAME, { http_route: route })).toBeUndefined();
  });
});

describe('commands and queries', () => {
  const NAME = 'cqrs_execution_duration_seconds_count';

  it('are measured by name, kind and how they ended', async () => {
    expect(await added(NAME, { operation: 'create_task', type: 'command', status: 'ok' }, create)).toBe(1);
    const list = () => api.fetch('/api/tasks');
    expect(await added(NAME, { operation: 'get_tasks', type: 'query', status: 'ok' }, list)).toBe(1);
    const refused = () => api.send('POST', '/api/tasks', { title: '' });
    expect(await added(NAME, { operation: 'create_task', status: 'validation' }, refused)).toBe(1);
    const lost = () => api.delete(`/api/tasks/${randomUUID()}`);
    expect(await added(NAME, { operation: 'delete_task', status: 'not_found' }, lost)).toBe(1);
  });
});

describe('tasks', () => {
  it('are counted as they are created, a repeated request once', async () => {
    const key = { 'Idempotency-Key': randomUUID() };
    const twice = async () => {
      await create(key);
      await create(key);
    };
    expect(await added('tasks_created_total', {}, twice)).toBe(1);
    expect(await added('tasks_created_total', {}, () => api.send('POST', '/api/tasks', { title: '' }), 0)).toBe(0);
  });

  it('are counted as they become completed, once a transition', async () => {
    const path = await api.created({ title: 'A' });
    const complete = () => api.send('PATCH', path, { status: 'completed' });
    expect(await added('tasks_completed_total', {}, complete)).toBe(1);
    expect(await added('tasks_completed_total', {}, complete, 0)).toBe(0);
  });

  it('that fail are counted by what failed and why', async () => {
    const labels = { operation: 'delete_task', reason: 'not_found' };
    expect(await added('tasks_failed_total', labels, () => api.delete(`/api/tasks/${randomUUID()}`))).toBe(1);
    const processing = { operation: 'process_task', reason: 'validation' };
    const past = await api.created({ title: 'A', due_date: '2020-01-01T00:00:00.000Z' });
    expect(await added('tasks_failed_total', processing, () => api.send('POST', `${past}/process`, {}))).toBe(1);
  });
});

describe('the event store', () => {
  it('measures its appends by how they ended, and counts conflicts', async () => {
    const NAME = 'event_store_append_duration_seconds_count';
    expect(await added(NAME, { outcome: 'stored' }, create)).toBe(1);
    const path = await api.created({ title: 'A' });
    const race = () =>
      Promise.all(Array.from({ length: 20 }, (_, n) => api.send('PATCH', path, { title: `title ${n}` })));
    const conflicts = await added('event_store_append_conflicts_total', {}, race, 0);
    expect(conflicts).toBeGreaterThan(0);
    expect((await metrics())(NAME, { outcome: 'conflict' })).toBe(conflicts);
  });

  it('says how far subscriptions are behind, in events and in time', async () => {
    const [running] = api.app.get(Projections).running;
    const subscription = running?.readModel.lease ?? '';
    await until(async () => (await metrics())('subscription_lag_events', { subscription }) === 0, 'no lag');
    await running?.subscription.stop();
    await create({});
    await create({});

    const now = await metrics();
    expect(now('subscription_lag_events', { subscription })).toBe(2);
    expect(now('subscription_lag_time_seconds', { subscription })).toBeGreaterThan(0);
  });
});

describe('what is parked', () => {
  it('is counted by subscription', async () => {
    const subscription = api.projection.readModel.lease;
    const parked = (position: number) => ({
      position,
      eventId: 'x.1',
      streamId: 'task-x',
      type: 'x',
      parkedAt: '',
      epoch: 1,
    });
    await api.app.get(ParkedEvents).put(subscription, [parked(9_001), parked(9_002)]);

    expect((await metrics())('subscription_parked', { subscription })).toBe(2);
  });
});

it('a store that never answers keeps no other metric back', async () => {
  const hung = jest.spyOn(api.store, 'head').mockImplementation(() => new Promise(() => {}));
  const now = await metrics();
  hung.mockRestore();

  expect(now('tasks_created_total')).toBeGreaterThan(0);
});

it('the process is measured too', async () => {
  const now = await metrics();
  for (const name of ['process_cpu_time_seconds_total', 'process_memory_usage', 'nodejs_eventloop_delay_p99_seconds']) {
    expect([name, now(name)]).toEqual([name, expect.any(Number)]);
  }
});
