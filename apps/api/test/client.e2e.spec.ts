import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ParkedEvents } from '#libs/event-sourcing';
import { type ClewClient, clewClient, type paths, type Problem, type Task } from '#libs/client';
import { signLocalToken } from '#libs/http';
import { LOCAL_TOKENS } from '../src/local-tokens.js';
import { parkedOf } from '#testing/event-sourcing';
import { RunningApi } from './running-api.js';

let api: RunningApi;
let client: ClewClient;
beforeAll(async () => {
  api = await RunningApi.start();
  client = api.client();
});
afterAll(() => api.stop());

type Method<Path extends keyof paths> = Exclude<keyof paths[Path], 'parameters'> & string;
type OperationsOf<Path extends keyof paths> = {
  [Each in Method<Path>]: paths[Path][Each] extends object ? `${Uppercase<Each>} ${Path & string}` : never;
}[Method<Path>];
/** All that the document has: one that is missing below does not compile. */
type Operation = { [Path in keyof paths]: OperationsOf<Path> }[keyof paths];

const created = async (title = 'A'): Promise<Task> => {
  const { data } = await client.POST('/api/tasks', { body: { title } });
  if (!data) throw new Error('the create was refused');
  return data;
};
const pathOf = async () => ({ id: (await created()).id });
const firstEvent = async () => {
  const { data } = await client.GET('/api/events', { params: { query: { order: 'asc', limit: 1 } } });
  return data?.items[0];
};

/** One that a read model could not do, at least by the store. */
const parkedEvent = async () => {
  await created();
  const last = (await api.store.readAll(0, 1_000)).events.slice(-1);
  await api.app.get(ParkedEvents).put(
    'tasks.v3.g1',
    last.map((event) => parkedOf(event)),
  );
  return { name: 'tasks.v3.g1', eventId: last[0]?.id ?? '' };
};

const calls: Readonly<Record<Operation, () => Promise<{ readonly response: Response }>>> = {
  'POST /api/tasks': () =>
    client.POST('/api/tasks', {
      body: { title: 'A', priority: 'high', due_date: '2030-01-31T17:00:00Z' },
      params: { header: { 'Idempotency-Key': randomUUID() } },
    }),
  'GET /api/tasks': () =>
    client.GET('/api/tasks', { params: { query: { status: 'pending', sort: '-updated_at', limit: 5 } } }),
  'POST /api/tasks/bulk': async () =>
    client.POST('/api/tasks/bulk', {
      body: {
        operations: [
          { op: 'create', task: { title: 'A' } },
          { op: 'delete', ...(await pathOf()), version: 1 },
        ],
      },
    }),
  'GET /api/tasks/{id}': async () =>
    client.GET('/api/tasks/{id}', { params: { path: await pathOf(), query: { at: '1' } } }),
  'PUT /api/tasks/{id}': async () =>
    client.PUT('/api/tasks/{id}', {
      params: { path: await pathOf(), header: { 'If-Match': '"1"' } },
      body: { status: 'in_progress', description: null },
    }),
  'PATCH /api/tasks/{id}': async () =>
    client.PATCH('/api/tasks/{id}', { params: { path: await pathOf() }, body: { assignee_id: 'ann' } }),
  'DELETE /api/tasks/{id}': async () => client.DELETE('/api/tasks/{id}', { params: { path: await pathOf() } }),
  'POST /api/tasks/{id}/restore': async () => {
    const path = await pathOf();
    await client.DELETE('/api/tasks/{id}', { params: { path } });
    return client.POST('/api/tasks/{id}/restore', { params: { path } });
  },
  'POST /api/tasks/{id}/process': async () =>
    client.POST('/api/tasks/{id}/process', { params: { path: await pathOf() } }),
  'POST /api/tasks/process': async () => client.POST('/api/tasks/process', { body: { ids: [(await pathOf()).id] } }),
  'GET /api/tasks/{id}/history': async () =>
    client.GET('/api/tasks/{id}/history', { params: { path: await pathOf() } }),
  'GET /api/events': () => client.GET('/api/events', { params: { query: { type: 'task.created.v1' } } }),
  'GET /api/events/{id}/trace': async () =>
    client.GET('/api/events/{id}/trace', { params: { path: { id: (await firstEvent())?.id ?? '' } } }),
  'GET /api/subscriptions': () => client.GET('/api/subscriptions'),
  'GET /api/subscriptions/{name}/parked': () =>
    client.GET('/api/subscriptions/{name}/parked', { params: { path: { name: 'tasks.v3.g1' }, query: { limit: 5 } } }),
  'POST /api/subscriptions/{name}/parked/{eventId}/retry': async () =>
    client.POST('/api/subscriptions/{name}/parked/{eventId}/retry', { params: { path: await parkedEvent() } }),
  'POST /api/subscriptions/{name}/parked/{eventId}/skip': async () =>
    client.POST('/api/subscriptions/{name}/parked/{eventId}/skip', { params: { path: await parkedEvent() } }),
  'GET /api/traces/{traceId}/events': () =>
    client.GET('/api/traces/{traceId}/events', { params: { path: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' } } }),
};

describe('the client', () => {
  it.each(Object.entries(calls))('can %s', async (_operation, call) => {
    expect((await call()).response.ok).toBe(true);
  });

  it('gives the answer with its headers', async () => {
    const { id } = await created('B');
    const { data, error, response } = await client.GET('/api/tasks/{id}', { params: { path: { id } } });

    expect([data?.title, data?.due_date, error]).toEqual(['B', null, undefined]);
    expect(response.headers.get('etag')).toBe('"1"');
  });

  it('gives a refusal as its problem', async () => {
    const { data, error } = await client.POST('/api/tasks', { body: { title: '' } });
    const problem: Problem | undefined = error;

    expect([data, problem?.code, problem?.errors?.[0]?.pointer]).toEqual([undefined, 'invalid_input', '/title']);
  });

  it('sends the headers that the document names', async () => {
    const header = { 'Idempotency-Key': randomUUID() };
    const create = () => client.POST('/api/tasks', { body: { title: 'once' }, params: { header } });
    const [{ data: first }, { data: again }] = [await create(), await create()];
    const path = { id: first?.id ?? '' };
    const late = await client.DELETE('/api/tasks/{id}', { params: { path, header: { 'If-Match': '"2"' } } });
    const early = await client.GET('/api/tasks', { params: { header: { 'Consistency-Token': 1_000_000 } } });

    expect(again).toEqual(first);
    expect(late.error?.code).toBe('precondition_failed');
    expect(early.error?.code).toBe('invalid_consistency_token');
  });

  it('asks for a token before each request', async () => {
    const names = ['ann', 'bob'];
    const token = () => signLocalToken({ id: names.shift() ?? '', roles: ['user'] }, LOCAL_TOKENS);
    const caller = clewClient({ baseUrl: api.url, token });
    const creates = [await caller.POST('/api/tasks', { body: { title: 'A' } })];
    creates.push(await caller.POST('/api/tasks', { body: { title: 'B' } }));

    expect(creates.map(({ data }) => data?.created_by)).toEqual(['ann', 'bob']);
  });

  it('rejects where there is no answer', async () => {
    const nobody = clewClient({ baseUrl: 'http://127.0.0.1:1' });
    await expect(nobody.GET('/api/tasks')).rejects.toThrow('fetch failed');
  });
});
