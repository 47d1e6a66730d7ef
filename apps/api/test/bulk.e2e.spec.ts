import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { BulkResults, BulkTasks } from '#libs/client';
import { RecordedSpans, spanNamed } from '#testing/tracing';
import { asCaller } from './callers.js';
import { describeEachDatabase } from './each-database.js';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
afterAll(() => spans.stop());

const UNKNOWN = '0199abcd-1234-7abc-8def-0123456789ab';

describeEachDatabase((database) => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start({ DATABASE_URL: database() });
  });
  afterAll(() => api.stop());

  const bulk = (operations: unknown, headers: Record<string, string> = {}) =>
    api.send('POST', '/api/tasks/bulk', { operations }, headers);
  const resultsOf = async (response: Response) => {
    expect(response.status).toBe(200);
    return ((await response.json()) as BulkResults).results;
  };
  const idOf = (path: string) => path.split('/').at(-1) ?? '';

  it('does each operation, and says of each what became of it', async () => {
    const [one, two, three] = [await api.created(), await api.created(), await api.created()].map(idOf);
    await api.delete(`/api/tasks/${three}`);
    const response = await bulk([
      { op: 'create', task: { title: 'new' } },
      { op: 'update', id: one, version: 1, changes: { title: 'changed' } },
      { op: 'delete', id: two },
      { op: 'restore', id: three },
      { op: 'update', id: UNKNOWN, changes: { title: 'nowhere' } },
      { op: 'create', task: { title: '' } },
      { op: 'update', id: one, version: 1, changes: { title: 'too late' } },
    ]);
    const results = await resultsOf(response);

    expect(results.map(({ status }) => status)).toEqual([201, 200, 204, 200, 404, 400, 412]);
    expect(results[0]).toMatchObject({ version: 1, task: { title: 'new', id: results[0]?.id } });
    expect(results[1]).toMatchObject({ id: one, version: 2, task: { title: 'changed' } });
    expect(results[2]).toEqual({ status: 204, id: two, version: 2 });
    expect(results[3]).toMatchObject({ id: three, version: 3 });
    expect(results[4]).toMatchObject({ id: UNKNOWN, problem: { code: 'task_not_found', status: 404 } });
    expect(results[5]).toMatchObject({ problem: { code: 'invalid_input', errors: [{ pointer: '/title' }] } });
    expect(results[6]).toMatchObject({ problem: { code: 'precondition_failed' } });
    const list = await api.fetch('/api/tasks', {
      headers: { 'consistency-token': response.headers.get('consistency-token') ?? '' },
    });
    expect(list.status).toBe(200);
  });

  it('does those of one task in their order', async () => {
    const id = idOf(await api.created());
    const operations = Array.from({ length: 30 }, (_, n) => ({ op: 'update', id, changes: { title: `T${n}` } }));
    const results = await resultsOf(await bulk(operations));

    expect(results.map(({ version, task }) => [version, task?.title])).toEqual(
      operations.map(({ changes }, n) => [n + 2, changes.title]),
    );
  });

  it('lets each caller do what they may', async () => {
    const ann = api.client(await asCaller('ann', ['user']));
    const [own, other] = [idOf(await api.created({ assignee_id: 'ann' })), idOf(await api.created())];
    const operations: BulkTasks['operations'] = [
      { op: 'update', id: own, changes: { title: 'X' } },
      { op: 'delete', id: own },
      { op: 'update', id: other, changes: { title: 'X' } },
    ];
    const { data } = await ann.POST('/api/tasks/bulk', { body: { operations } });

    expect(data?.results.map(({ status, problem }) => [status, problem?.code])).toEqual([
      [200, undefined],
      [403, 'forbidden'],
      [404, 'task_not_found'],
    ]);
  });

  it('that is sent again with its key does nothing twice, and answers the same', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const id = idOf(await api.created());
    const operations = [
      { op: 'create', task: { title: 'once' } },
      { op: 'update', id: UNKNOWN, changes: {} },
      { op: 'delete', id },
      { op: 'create', task: { title: '' } },
    ];
    const first = await resultsOf(await bulk(operations, key));
    const head = await api.store.head();
    const again = await resultsOf(await bulk(operations, key));
    const withoutTrace = (results: BulkResults['results']) =>
      results.map(({ problem, ...rest }) => ({ ...rest, problem: problem && { ...problem, traceId: undefined } }));

    expect(first.map(({ status }) => status)).toEqual([201, 404, 204, 400]);
    expect(withoutTrace(again)).toEqual(withoutTrace(first));
    expect(await api.store.head()).toBe(head);
  });

  it.each<[string, (first: object[]) => object[]]>([
    ['more operations', (first) => [...first, { op: 'create', task: { title: 'more' } }]],
    ['fewer operations', (first) => first.slice(1)],
    ['others', () => [{ op: 'create', task: { title: 'another' } }]],
  ])('with the key of another one is refused as a whole: %s', async (_, change) => {
    const key = { 'idempotency-key': randomUUID() };
    const operations = [
      { op: 'create', task: { title: 'A' } },
      { op: 'create', task: { title: '' } },
    ];
    await bulk(operations, key);
    const head = await api.store.head();

    await expectProblem(await bulk(change(operations), key), 'idempotency_key_reused');
    expect(await api.store.head()).toBe(head);
  });

  it('has no key in common with a single request', async () => {
    const [single, many] = [{ 'idempotency-key': randomUUID() }, { 'idempotency-key': randomUUID() }];
    const operations = [{ op: 'create', task: { title: 'A' } }];
    await api.send('POST', '/api/tasks', { title: 'A' }, single);
    await bulk(operations, many);
    const head = await api.store.head();

    await expectProblem(await bulk(operations, single), 'idempotency_key_reused');
    await expectProblem(await api.send('POST', '/api/tasks', { title: 'A' }, many), 'idempotency_key_reused');
    expect(await api.store.head()).toBe(head);
  });

  it.each<[string, unknown, string]>([
    ['no list', 'all', '/operations'],
    ['no operations', [], '/operations'],
    ['101 operations', Array.from({ length: 101 }, () => ({ op: 'delete', id: UNKNOWN })), '/operations'],
    ['an unknown operation', [{ op: 'upsert', task: {} }], '/operations/0/op'],
    ['an operation without an id', [{ op: 'delete' }], '/operations/0/id'],
    ['an id that is none', [{ op: 'delete', id: 'x' }], '/operations/0/id'],
    ['a version that is none', [{ op: 'delete', id: UNKNOWN, version: 0 }], '/operations/0/version'],
    ['a field that is not known', [{ op: 'delete', id: UNKNOWN, force: true }], '/operations/0/force'],
  ])('with %s is refused as a whole', async (_, operations, pointer) => {
    const head = await api.store.head();
    const { errors } = await expectProblem(await bulk(operations), 'invalid_input');

    expect(errors?.[0]?.pointer).toBe(pointer);
    expect(await api.store.head()).toBe(head);
  });
});

describe.each(['full', 'standard'] as const)('the trace of a bulk request in %s detail', (detail) => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start({ TRACING_DETAIL: detail, REQUIRE_IF_MATCH: 'on' });
  });
  afterAll(() => api.stop());

  it('has one span an operation, on which stand its events, and leads on to its stored events', async () => {
    const path = await api.created();
    const operations = [
      ...Array.from({ length: 98 }, (_, n) => ({ op: 'create', task: { title: `T${n}` } })),
      { op: 'delete', id: path.split('/').at(-1), version: 1 },
      { op: 'delete', id: UNKNOWN },
    ];
    const response = await api.send('POST', '/api/tasks/bulk', { operations });
    const { results } = (await response.json()) as BulkResults;
    const trace = await spans.ofResponse(response);
    const commands = trace.filter(({ kind }) => kind === 'INTERNAL');
    const server = spanNamed(trace, 'POST /api/tasks/bulk');

    expect(results.filter(({ status }) => status === 201)).toHaveLength(98);
    expect(results.slice(98).map(({ status }) => status)).toEqual([204, 428]);
    expect(trace).toHaveLength(1 + 99);
    expect(commands.every(({ parentSpanId }) => parentSpanId === server.spanId)).toBe(true);
    for (const { name, events } of commands.filter(({ name }) => name === 'create_task')) {
      const names = events.map((event) => event.name);
      expect([name, ...names]).toEqual(
        expect.arrayContaining(['insert commits', 'event_store.append', 'task.created.v1']),
      );
    }
    const [first] = (await api.store.readStream(`task-${results[0]?.id}`)).events;
    const [, traceId, spanId] = first?.metadata.traceparent?.split('-') ?? [];
    expect(traceId).toBe(server.traceId);
    expect(commands.map((span) => span.spanId)).toContain(spanId);
  });
});
