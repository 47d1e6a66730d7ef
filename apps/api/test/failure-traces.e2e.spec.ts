import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { StoreUnavailable, VersionConflict } from '#libs/event-sourcing';
import { until } from '#testing/event-sourcing';
import { beforeStatements, TemporaryFolder } from '#testing/store-sqlite';
import { exceptionsIn, RecordedSpans, type SeenSpan, spanNamed, treeOf } from '#testing/tracing';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
const folder = new TemporaryFolder();
const UNKNOWN = '/api/tasks/01890a5d-ac96-774b-bcce-b302099a8057';
afterEach(() => void jest.restoreAllMocks());
afterAll(async () => {
  await spans.stop();
  await folder.remove();
});

interface Failure {
  readonly status: number;
  readonly problem: Readonly<Record<string, unknown>>;
  readonly trace: readonly SeenSpan[];
}

async function failed(answer: Promise<Response>): Promise<Failure> {
  const response = await answer;
  const problem = (await response.json()) as Record<string, unknown>;
  const trace = await spans.ofResponse(response);
  expect(problem['traceId']).toBe(trace[0]?.traceId);
  expect(trace[0]).toMatchObject({ kind: 'SERVER', attributes: { 'http.response.status_code': response.status } });
  return { status: response.status, problem, trace };
}

/** Lines of the spans that failed, and nothing else. */
function red(trace: readonly SeenSpan[]): string[] {
  return treeOf(trace)
    .filter((line) => line.includes(' ERROR '))
    .map((line) => line.replace(/ ● (?!exception).*?(?= ●|$)/g, ''));
}

const errorTypes = (trace: readonly SeenSpan[]) =>
  new Set(trace.filter(({ status }) => status === 'ERROR').map(({ attributes }) => attributes['error.type']));

describe.each(['full', 'standard'] as const)('in %s detail', (detail) => {
  const full = detail === 'full';

  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start({ TRACING_DETAIL: detail, DATABASE_URL: `sqlite:${folder.file()}` });
  });
  afterAll(() => api.stop());

  it('S5 not_found: each span on the way says so, the exception stands on the command, the server is unset', async () => {
    const { status, trace } = await failed(api.delete(UNKNOWN));

    expect(status).toBe(404);
    expect(treeOf(trace)).toEqual([
      'DELETE /api/tasks/{id} SERVER',
      ...(detail === 'full'
        ? ['  delete_task ERROR "Task not found" ● exception', '    check_authorization OK']
        : ['  delete_task ERROR "Task not found" ● check_authorization ● exception']),
      '    fetch_task ERROR "Not found"',
      '      find events CLIENT',
    ]);
    expect(errorTypes(trace)).toEqual(new Set(['not_found']));
    expect(spanNamed(trace, 'delete_task').attributes['error.message']).toBe('there is no task with this id');
  });

  it('S5 not_found of a query', async () => {
    const { status, trace } = await failed(api.fetch(UNKNOWN));

    expect(status).toBe(404);
    expect(treeOf(trace)).toEqual([
      'GET /api/tasks/{id} SERVER',
      '  get_task_by_id ERROR "Task not found" ● exception',
      '    find tasks CLIENT',
    ]);
    expect(errorTypes(trace)).toEqual(new Set(['not_found']));
  });

  it('S5 conflict: a rule of the task', async () => {
    const task = await api.created({ status: 'completed' });
    const { status, trace } = await failed(api.send('PUT', task, { title: 'No' }));

    expect(status).toBe(409);
    expect(red(trace)).toEqual(
      full
        ? ['  update_task ERROR "Task is completed"', '    validate_updates ERROR "Task is completed" ● exception']
        : ['  update_task ERROR "Task is completed" ● exception'],
    );
    expect(errorTypes(trace)).toEqual(new Set(['conflict']));
    expect(trace[0]?.status).toBe('UNSET');
  });

  it('S5 conflict: others were quicker each time', async () => {
    const task = await api.created();
    jest.spyOn(api.store, 'append').mockRejectedValue(new VersionConflict('task-x', 1, 2));
    const { status, trace } = await failed(api.send('PUT', task, { title: 'No' }));

    expect(status).toBe(409);
    expect(red(trace)).toEqual(['  update_task ERROR "Conflict" ● exception']);
    const appends = trace.filter(({ name }) => name === 'event_store.append');
    expect(appends.map(({ status, attributes }) => [status, attributes['attempt'], attributes['es.conflict']])).toEqual(
      [1, 2, 3, 4, 5].map((attempt) => ['UNSET', attempt, true]),
    );
    expect(trace[0]?.status).toBe('UNSET');
  });

  it('S5 unavailable: a store that is away while appending is an error of the server too', async () => {
    jest.spyOn(api.store, 'append').mockRejectedValue(new StoreUnavailable('the store is away'));
    const { status, trace } = await failed(api.send('POST', '/api/tasks', { title: 'x' }));

    expect(status).toBe(503);
    expect(red(trace)).toEqual([
      'POST /api/tasks SERVER ERROR "answered 503"',
      '  create_task ERROR "Store unavailable"',
      '    event_store.append PRODUCER ERROR "Store unavailable" ● exception',
    ]);
    expect(errorTypes(trace)).toEqual(new Set(['unavailable']));
    expect(JSON.stringify(trace)).not.toContain('task.created.v1');
  });

  it('S5 unavailable: a file that cannot be read, from the database span on', async () => {
    const end = beforeStatements(/FROM "tasks/, () => {
      throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 10 });
    });
    const { status, trace } = await failed(api.fetch('/api/tasks'));
    end();

    expect(status).toBe(503);
    expect(treeOf(trace)).toEqual([
      'GET /api/tasks SERVER ERROR "answered 503"',
      '  get_tasks ERROR "Store unavailable" ● exception',
      '    find tasks CLIENT ERROR "Store unavailable"',
    ]);
    expect(errorTypes(trace)).toEqual(new Set(['unavailable']));
  });

  it('S5 unexpected: an unforeseen error while deleting', async () => {
    const task = await api.created();
    jest.spyOn(api.store, 'append').mockRejectedValue(new TypeError('nobody thought of this'));
    const { status, problem, trace } = await failed(api.delete(task));

    expect(status).toBe(500);
    expect(red(trace)).toEqual([
      'DELETE /api/tasks/{id} SERVER ERROR "answered 500"',
      '  delete_task ERROR "TypeError"',
      '    delete_from_repository ERROR "TypeError"',
      '      event_store.append PRODUCER ERROR "TypeError" ● exception',
    ]);
    expect(errorTypes(trace)).toEqual(new Set(['unexpected']));
    expect(exceptionsIn(trace)).toMatchObject([
      {
        attributes: {
          'exception.type': 'TypeError',
          'exception.message': 'nobody thought of this',
          'exception.stacktrace': expect.stringContaining('failure-traces.e2e.spec'),
        },
      },
    ]);
    expect(JSON.stringify(problem)).not.toMatch(/nobody|TypeError|\bat\b.*:\d+/);
  });

  it('S5 unexpected: outside a command the exception stands on the server’s span', async () => {
    jest.spyOn(api.store, 'head').mockRejectedValue(new TypeError('nobody thought of this'));
    const { status, trace } = await failed(api.fetch('/api/tasks', { headers: { 'consistency-token': '1' } }));

    expect(status).toBe(500);
    expect(treeOf(trace)).toEqual(['GET /api/tasks SERVER ERROR "answered 500" ● exception']);
    expect(exceptionsIn(trace)).toMatchObject([{ attributes: { 'exception.type': 'TypeError' } }]);
  });

  it('a client that goes away while its task is stored gets it stored, and ends its span', async () => {
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const append = api.store.append.bind(api.store);
    jest.spyOn(api.store, 'append').mockImplementationOnce(async (commit) => {
      reach();
      await released;
      return append(commit);
    });
    spans.reset();
    const client = new AbortController();
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ title: 'x' });
    const answer = api.fetch('/api/tasks', { method: 'POST', headers, body, signal: client.signal });
    await reached;
    client.abort();
    await expect(answer).rejects.toThrow('aborted');
    await until(() => spans.all.some(({ kind }) => kind === 'SERVER'), 'the end of the SERVER span');
    release();
    await until(() => spans.all.some(({ name }) => name === 'create_task'), 'the end of the command');
    await api.fetch('/api/tasks');

    expect(spanNamed(spans.all, 'POST /api/tasks')).toMatchObject({ status: 'UNSET', events: [] });
    expect(spanNamed(spans.all, 'create_task').events.map(({ name }) => name)).toContain('task.created.v1');
  });

  it('what HTTP itself refuses is the server’s span alone, unset and without an exception', async () => {
    const json = { 'content-type': 'application/json' };
    const refused: readonly [status: number, path: string, init: RequestInit][] = [
      [400, '/api/tasks', { method: 'POST', headers: json, body: '{"title":' }],
      [413, '/api/tasks', { method: 'POST', headers: json, body: JSON.stringify('x'.repeat(1024 * 1024)) }],
      [415, '/api/tasks', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' }],
      [400, '/api/tasks/no-id', {}],
      [400, '/api/tasks?limit=0', {}],
      [400, '/api/tasks', { headers: { 'consistency-token': 'x' } }],
    ];
    for (const [expected, path, init] of refused) {
      const { status, trace } = await failed(api.fetch(path, init));
      expect([status, treeOf(trace)]).toEqual([
        expected,
        [expect.stringMatching(/^\w+ \/api\/tasks(\/\{id\})? SERVER$/)],
      ]);
    }
  });
});
