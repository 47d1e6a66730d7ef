import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as after } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { until } from '#testing/event-sourcing';
import { describeWithMongo, type WireExchange } from '#testing/store-mongo';
import { exceptionsIn, pathTo, type SeenSpan, spanNamed, treeOf } from '#testing/tracing';
import { ApiProcess, killApiProcesses } from './api-process.js';
import { stopTracedApis, TracedApi } from './traced-api.js';

afterAll(async () => {
  await stopTracedApis();
  killApiProcesses();
});

const SLOW_MS = 2_000;
const START_MS = 60_000;
const isInsert = ({ name, collection }: WireExchange) => name === 'insert' && collection === 'commits';
const isFind = ({ name, collection }: WireExchange) => name === 'find' && collection !== 'leases';
const byDepartment = (exchange: WireExchange) => isFind(exchange) && 'fields.department' in exchange.body.filter;

const callsIn = (trace: readonly SeenSpan[]) => trace.filter(({ kind }) => kind === 'CLIENT');
const pathsIn = (trace: readonly SeenSpan[]) =>
  callsIn(trace).map((call) =>
    pathTo(call, trace)
      .map(({ name }) => name)
      .join(' ▸ '),
  );

/** One API a detail, asked everything; its spans are looked at once it has ended. */
describeWithMongo('on MongoDB', (server) => {
  describe.each([
    ['full', 'on'],
    ['standard', 'off'],
  ] as const)('in %s detail with older names %s', (detail, olderNames) => {
    const full = detail === 'full';
    let api: TracedApi;
    let task: string;
    let traces: ReadonlyMap<string, readonly SeenSpan[]>;
    let together: readonly (readonly SeenSpan[])[];
    /** Sizes of the inserts by which the tasks that were created together were stored. */
    let shared: readonly number[];
    const trace = (name: string) => traces.get(name) ?? [];

    beforeAll(async () => {
      api = await TracedApi.start(server(), { TRACING_DETAIL: detail, TRACING_OLDER_NAMES: olderNames });
      const answers = { ...(await askForEach()), ...(await askSlowly()), ...(await askInVain()) };
      const created = await createTogether();
      await api.stop();
      traces = new Map(Object.entries(answers).map(([name, answer]) => [name, api.traceOf(answer)]));
      together = created.map((answer) => api.traceOf(answer));
    }, START_MS);

    async function askForEach() {
      const create = await api.ask('POST', '/api/tasks', { title: 'A', department: 'sesame' });
      task = create.headers.get('location') ?? '';
      const update = await api.ask('PUT', task, { title: 'B', priority: 'high' });
      const get = await api.ask('GET', task);
      const list = await api.ask('GET', '/api/tasks?status=pending&priority=high');
      for (const path of ['/health', '/ready']) expect((await api.ask('GET', path)).status).toBe(200);
      return { create, update, get, list };
    }

    async function askSlowly() {
      const held = api.proxy.on(byDepartment, { reply: 'hold' });
      const answer = api.ask('GET', '/api/tasks?department=sesame');
      await until(() => held.exchanges.length > 0, 'the query');
      await after(SLOW_MS + 10);
      held.end();
      return { slow: await answer };
    }

    async function askInVain() {
      const cut = api.proxy.on(isFind, { reply: 'cut' });
      const failedQuery = await api.ask('GET', '/api/tasks?department=sesame');
      const failedCommand = await api.ask('PUT', task, { title: 'sesame' });
      cut.end();
      const remove = await api.ask('DELETE', task);
      expect([failedQuery, failedCommand, remove].map(({ status }) => status)).toEqual([503, 503, 204]);
      return { failedQuery, failedCommand, remove };
    }

    /** While the first insert is on its way the others come to wait, and then go out together. */
    async function createTogether() {
      const inserts = api.proxy.on(isInsert);
      const first = api.proxy.on(isInsert, { request: 'hold', times: 1 });
      const create = (n: number) => api.ask('POST', '/api/tasks', { title: `Task ${n}` });
      const sent = [create(0)];
      await until(() => first.exchanges.length > 0, 'the first insert');
      for (let n = 1; n < 64; n++) sent.push(create(n));
      for (let asked = 0; asked < 10; asked++) await api.ask('GET', '/health');
      first.end();
      const answers = await Promise.all(sent);
      shared = inserts.exchanges.map(({ body }) => body.documents.length as number);
      return answers;
    }

    it('S6 each call that a request waits for has a CLIENT span where it belongs', () => {
      expect(pathsIn(trace('create'))).toEqual(['POST /api/tasks ▸ create_task ▸ event_store.append ▸ insert commits']);
      expect(pathsIn(trace('update'))).toEqual([
        'PUT /api/tasks/{id} ▸ update_task ▸ fetch_task ▸ find commits',
        'PUT /api/tasks/{id} ▸ update_task ▸ event_store.append ▸ insert commits',
      ]);
      expect(pathsIn(trace('get'))).toEqual(['GET /api/tasks/{id} ▸ get_task_by_id ▸ find tasks']);
      expect(pathsIn(trace('list'))).toEqual(['GET /api/tasks ▸ get_tasks ▸ find tasks']);
      expect(pathsIn(trace('remove'))).toEqual([
        'DELETE /api/tasks/{id} ▸ delete_task ▸ fetch_task ▸ find commits',
        'DELETE /api/tasks/{id} ▸ delete_task ▸ delete_from_repository ▸ event_store.append ▸ insert commits',
      ]);
    });

    it('S6 polls, leases, health checks and connections have none; a batch of the projection has its own', () => {
      const roots = api.spans.filter(({ parentSpanId }) => parentSpanId === undefined);
      const others = roots.filter(({ name }) => !/^(GET|POST|PUT|DELETE) \/api\/tasks/.test(name));
      expect(new Set(others.map(({ name }) => name))).toEqual(new Set(['projection.tasks', 'projection.traces']));

      const [{ traceId = '' } = {}] = trace('create');
      const led = api.spans.find(
        ({ name, links }) => name === 'projection.tasks' && links.some((link) => link.traceId === traceId),
      );
      expect(treeOf(api.spans.filter((span) => span.traceId === led?.traceId))).toEqual([
        'projection.tasks CONSUMER OK',
        '  find tasks CLIENT',
        '  find leases CLIENT',
        '  update tasks CLIENT',
        '  update leases CLIENT',
      ]);
    });

    it('K-4 a slow query by department is found by its duration, in itself and in its parents', () => {
      const slow = trace('slow');
      expect(treeOf(slow)).toEqual(['GET /api/tasks SERVER', '  get_tasks OK', '    find tasks CLIENT']);
      expect(slow.filter(({ durationMs }) => durationMs >= SLOW_MS)).toEqual(slow);
    });

    it('K-4 it names the collection and the keys of the filter, in the names that are asked for', () => {
      const { attributes } = spanNamed(trace('slow'), 'find tasks');
      expect(attributes).toEqual({
        'db.system.name': 'mongodb',
        'db.namespace': expect.stringMatching(/^clew_/),
        'db.operation.name': 'find',
        'db.collection.name': 'tasks',
        'db.query.text': '{"live":"?","fields.department":"?"}',
        'server.address': '127.0.0.1',
        'server.port': expect.any(Number),
        ...(full && { 'db.system': 'mongodb', 'db.operation': 'find', 'db.collection': 'tasks' }),
      });
    });

    it('S6 64 creates at once have one database span in each trace, though they share their calls', () => {
      expect(shared.reduce((sum, size) => sum + size, 0)).toBe(64);
      expect(Math.max(...shared)).toBeGreaterThan(1);
      expect(new Set(together.map(([request]) => request?.traceId)).size).toBe(64);
      for (const each of together) {
        expect(pathsIn(each)).toEqual(['POST /api/tasks ▸ create_task ▸ event_store.append ▸ insert commits']);
        expect(callsIn(each)[0]?.attributes).toMatchObject({
          'db.system.name': 'mongodb',
          'es.queue_ms': expect.any(Number),
        });
        // BP2
        expect(each.length).toBeLessThanOrEqual(full ? 10 : 5);
      }
    });

    it('S5 unavailable: each attempt of a query that fails says so, and the exception stands on the query', () => {
      // The driver tries once more, if its pool has another connection at once.
      expect([...new Set(treeOf(trace('failedQuery')))]).toEqual([
        'GET /api/tasks SERVER ERROR "answered 503"',
        '  get_tasks ERROR "Store unavailable" ● exception',
        '    find tasks CLIENT ERROR "Store unavailable"',
      ]);
    });

    it('S5 unavailable: so does the load of a command', () => {
      const failed = trace('failedCommand');
      expect([...new Set(treeOf(failed))]).toEqual([
        'PUT /api/tasks/{id} SERVER ERROR "answered 503"',
        '  update_task ERROR "Store unavailable" ● exception',
        '    fetch_task ERROR "Store unavailable"',
        '      find commits CLIENT ERROR "Store unavailable"',
      ]);
      expect(failed.map(({ attributes }) => attributes['error.type'])).toEqual(failed.map(() => 'unavailable'));
      expect(exceptionsIn(failed)).toMatchObject([{ span: 'update_task' }]);
    });

    it('no span holds a value, whatever was asked', () => {
      expect(JSON.stringify(api.spans)).not.toContain('sesame');
    });
  });

  it('S6 the instrumentation can be switched off: then only appends have database spans', async () => {
    const api = await TracedApi.start(server(), { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'mongodb' });
    const create = await api.ask('POST', '/api/tasks', { title: 'A' });
    const get = await api.ask('GET', create.headers.get('location') ?? '');
    await api.stop();

    expect(get.status).toBe(200);
    expect(pathsIn(api.traceOf(get))).toEqual([]);
    expect(pathsIn(api.traceOf(create))).toEqual([
      'POST /api/tasks ▸ create_task ▸ event_store.append ▸ insert commits',
    ]);
  });

  it('the terminal shows the calls in the tree of their request', async () => {
    const api = await ApiProcess.start({
      by: 'terminal',
      environment: { PORT: '0', DATABASE_URL: server().freshDatabase(), TERM: 'xterm', NO_COLOR: '1' },
    });
    expect((await fetch(`${stripVTControlCharacters(api.url)}/api/tasks`)).status).toBe(200);
    api.signalInTerminal('SIGTERM');
    expect(await api.ended()).toBe(0);

    const lines = stripVTControlCharacters(api.output)
      .replaceAll('\r', '')
      .replaceAll(/[\d.]+ ms/g, '# ms');
    expect(lines).toContain('GET /api/tasks 200 # ms\n└─ get_tasks # ms\n   └─ find tasks # ms\ntrace ');
  });
});
