import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '#testing/event-sourcing';
import { beforeStatements, block, lockForWriting, TemporaryFolder } from '#testing/store-sqlite';
import { pathTo, RecordedSpans, type SeenSpan, spanNamed, treeOf } from '#testing/tracing';
import { describeEachDatabase, describeEachEmbeddedDatabase } from './each-database.js';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
const folder = new TemporaryFolder();
afterAll(async () => {
  await spans.stop();
  await folder.remove();
});

const SLOW_MS = 2_000;
const DETAILS = ['full', 'standard'] as const;
const database = ({ attributes }: SeenSpan) =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => name.startsWith('db.')));

describe.each(DETAILS)('K-4 a slow query by department in %s detail', (detail) => {
  let api: RunningApi;
  let trace: readonly SeenSpan[];

  beforeAll(async () => {
    api = await RunningApi.start({ TRACING_DETAIL: detail, DATABASE_URL: `sqlite:${folder.file()}` });
    await api.created({ department: 'sesame' });
    const end = beforeStatements(/department/, () => block(SLOW_MS + 10));
    trace = await spans.ofResponse(await api.fetch('/api/tasks?department=sesame'));
    end();
  });
  afterAll(() => api.stop());

  it('is found by its duration, in itself and in its parents', () => {
    expect(treeOf(trace)).toEqual(['GET /api/tasks SERVER', '  get_tasks OK', '    find tasks CLIENT']);
    expect(trace.filter(({ durationMs }) => durationMs >= SLOW_MS)).toEqual(trace);
  });

  it('names the collection and the keys of the filter, not its values', () => {
    expect(database(spanNamed(trace, 'find tasks'))).toEqual({
      'db.system.name': 'sqlite',
      'db.system': 'sqlite',
      'db.operation.name': 'find',
      'db.operation': 'find',
      'db.collection.name': 'tasks',
      'db.collection': 'tasks',
      'db.namespace': expect.stringMatching(/^log-\d+\.db$/),
      'db.query.text': '{"department":"?"}',
    });
    expect(JSON.stringify(trace)).not.toContain('sesame');
  });
});

describe.each(DETAILS)('64 creates at once on SQLite in %s detail', (detail) => {
  it('have one database span in each trace, though they share their writes', async () => {
    const path = folder.file();
    const api = await RunningApi.start({ TRACING_DETAIL: detail, DATABASE_URL: `sqlite:${path}` });
    const append = jest.spyOn(api.store, 'append');
    const release = lockForWriting(path);
    const sent = Array.from({ length: 64 }, (_, n) => api.send('POST', '/api/tasks', { title: `Task ${n}` }));
    await until(() => append.mock.calls.length === 64, '64 appends that wait');
    release();
    const answers = await Promise.all(sent);
    const { events } = await api.store.readAll(0, 100);
    const traces = await Promise.all(answers.map((answer) => spans.ofResponse(answer)));
    await api.stop();

    // What goes into one transaction has one time.
    const shared = Map.groupBy(events, ({ recordedAt }) => recordedAt);
    expect(Math.max(...[...shared.values()].map(({ length }) => length))).toBeGreaterThanOrEqual(32);
    expect(new Set(traces.map(([server]) => server?.traceId)).size).toBe(64);
    for (const trace of traces) {
      const [call, ...others] = trace.filter(({ kind }) => kind === 'CLIENT') as [SeenSpan];
      expect(others).toEqual([]);
      const names = ['POST /api/tasks', 'create_task', 'event_store.append', 'insert commits'];
      expect(pathTo(call, trace).map(({ name }) => name)).toEqual(names);
      expect(call.attributes).toMatchObject({ 'es.queue_ms': expect.any(Number) });
      expect(trace.length).toBeLessThanOrEqual(detail === 'full' ? 10 : 5);
    }
  });
});

describeEachEmbeddedDatabase((url) => {
  it.each(DETAILS)(
    'S6 each operation has a CLIENT span with its system, operation, collection and keys: %s',
    async (detail) => {
      const api = await RunningApi.start({ TRACING_DETAIL: detail, DATABASE_URL: url() });
      const created = await api.send('POST', '/api/tasks', { title: 'A', priority: 'low' });
      const task = created.headers.get('location') ?? '';
      const answers = [
        created,
        await api.send('PUT', task, { title: 'B', priority: 'high' }),
        await api.fetch(task),
        await api.fetch('/api/tasks?status=pending&priority=high'),
        await api.delete(task),
      ];
      const traces = await Promise.all(answers.map((answer) => spans.ofResponse(answer)));
      await api.stop();

      const calls = traces.map((trace) => trace.filter(({ kind }) => kind === 'CLIENT'));
      const names = calls.map((trace) => trace.map(({ name, status }) => `${name} ${status}`));
      expect(names).toEqual([
        ['insert commits UNSET'],
        ['find events UNSET', 'insert commits UNSET'],
        ['find tasks UNSET'],
        ['find tasks UNSET'],
        ['find events UNSET', 'insert commits UNSET'],
      ]);
      expect(calls.map((trace) => trace.at(-1)?.attributes['db.query.text'])).toEqual([
        undefined,
        undefined,
        '{"id":"?"}',
        '{"status":"?","priority":"?"}',
        undefined,
      ]);
      expect(calls[0]?.[0]?.attributes['db.operation.batch.size']).toBeUndefined();
      expect(calls[1]?.[1]?.attributes['db.operation.batch.size']).toBe(2);
    },
  );
});

describeEachDatabase((url) => {
  it.each(DETAILS)('K-1 the wait for the own read model is an event of the SERVER span: %s', async (detail) => {
    const api = await RunningApi.start({ TRACING_DETAIL: detail, DATABASE_URL: url() });
    const response = await api.send('POST', '/api/tasks', { title: 'A' });
    const [server] = await spans.ofResponse(response);
    await api.stop();

    expect(server?.events).toEqual([
      {
        name: 'read_model_applied',
        attributes: { 'es.position': Number(response.headers.get('consistency-token')), wait_ms: expect.any(Number) },
        atMs: expect.any(Number),
      },
    ]);
  });
});
