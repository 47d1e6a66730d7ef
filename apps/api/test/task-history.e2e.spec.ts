import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventList, StoredEvent } from '#libs/client';
import { RecordedSpans } from '#testing/tracing';
import { describeEachDatabase } from './each-database.js';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
afterAll(() => spans.stop());

describeEachDatabase((database) => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start({ DATABASE_URL: database() });
  });
  afterAll(() => api.stop());

  const historyOf = async (path: string, query = '') =>
    (await (await api.fetch(`${path}/history${query}`)).json()) as EventList;

  describe('the history of a task', () => {
    let path: string;
    let traces: string[];
    beforeAll(async () => {
      const answers = [await api.send('POST', '/api/tasks', { title: 'A' })];
      path = answers[0]?.headers.get('location') ?? '';
      answers.push(await api.send('PUT', path, { title: 'B', priority: 'high' }));
      answers.push(await api.delete(path));
      answers.push(await api.send('POST', `${path}/restore`, {}));
      traces = answers.map(({ headers }) => headers.get('traceresponse')?.split('-')[1] ?? '');
    });

    it('says what happened, who did it, when, and in which trace', async () => {
      const { items, next_cursor } = await historyOf(path);

      expect(items.map(({ type, version }) => [type, version])).toEqual([
        ['task.created.v1', 1],
        ['task.title.updated.v1', 2],
        ['task.priority.updated.v1', 3],
        ['task.deleted.v1', 4],
        ['task.restored.v1', 5],
      ]);
      expect(items.map(({ trace }) => trace?.trace_id)).toEqual([traces[0], traces[1], ...traces.slice(1)]);
      expect(items[1]).toEqual({
        id: expect.stringMatching(/\.1$/),
        type: 'task.title.updated.v1',
        data: { title: 'B', updated_at: expect.any(String) },
        stream_id: `task-${path.split('/').at(-1)}`,
        version: 2,
        position: (items[0]?.position ?? 0) + 1,
        recorded_at: expect.stringMatching(/^\d{4}-.*Z$/),
        actor: 'local',
        correlation_id: items[1]?.id.split('.')[0],
        causation_id: null,
        trace: { trace_id: traces[1], span_id: expect.stringMatching(/^[0-9a-f]{16}$/), sampled: true },
      });
      expect(next_cursor).toBeNull();
    });

    it.each([1, 2, 4, 5, 6])('joins up in pages of %d', async (limit) => {
      const { items } = await historyOf(path);
      const seen: StoredEvent[] = [];
      for (let query: string | undefined = `?limit=${limit}`; query; ) {
        const response = await api.fetch(`${path}/history${query}`);
        const page = (await response.json()) as EventList;
        seen.push(...page.items);
        const [, next] = /^<[^?>]+(\?[^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '') ?? [];
        expect(next === undefined).toBe(page.next_cursor === null);
        query = next;
      }
      expect(seen).toEqual(items);
    });

    it('is there for a deleted task too, and not for one that never was', async () => {
      const gone = await api.created();
      await api.delete(gone);

      expect((await historyOf(gone)).items).toHaveLength(2);
      await expectProblem(await api.fetch('/api/tasks/0199abcd-1234-7abc-8def-0123456789ab/history'), 'task_not_found');
    });

    it.each(['limit=0', 'limit=x', 'cursor=x', 'cursor=-1', 'cursor=1e3', 'at=1', 'limit=1&limit=2'])(
      'cannot be asked for with %s',
      async (query) => {
        await expectProblem(await api.fetch(`${path}/history?${query}`), 'invalid_input');
      },
    );

    it('ends where a cursor is beyond its end', async () => {
      expect(await historyOf(path, '?cursor=99')).toEqual({ items: [], next_cursor: null });
    });
  });

  describe('a task as it was', () => {
    let path: string;
    let events: readonly StoredEvent[];
    beforeAll(async () => {
      path = await api.created({ title: 'A', due_date: '2030-01-31T18:00:00+01:00' });
      await api.send('PUT', path, { title: 'B' });
      await api.delete(path);
      await api.send('POST', `${path}/restore`, {});
      await api.send('PUT', path, { title: 'C', due_date: null });
      events = (await historyOf(path)).items;
    });

    const at = (when: string | number | undefined) => api.fetch(`${path}?at=${encodeURIComponent(String(when))}`);

    it.each([
      [1, { title: 'A', due_date: '2030-01-31T17:00:00.000Z' }],
      [2, { title: 'B' }],
      [4, { title: 'B', due_date: '2030-01-31T17:00:00.000Z' }],
      [5, { title: 'C' }],
      [6, { title: 'C', due_date: null }],
    ])('at version %d', async (version, expected) => {
      const response = await at(version);

      expect(response.status).toBe(200);
      expect(response.headers.get('etag')).toBe(`"${version}"`);
      expect(await response.json()).toMatchObject(expected);
    });

    it('at the time of each of its events, and between and after them', async () => {
      for (const { version, recorded_at } of events) {
        const last = events.findLast((other) => other.recorded_at <= recorded_at) ?? { version };
        const response = await at(recorded_at);
        const deleted = last.version === 3;

        expect(response.status).toBe(deleted ? 404 : 200);
        if (!deleted) expect(response.headers.get('etag')).toBe(`"${last.version}"`);
      }
      expect((await at('2999-01-01T00:00:00Z')).headers.get('etag')).toBe('"6"');
      await expectProblem(await at('1999-01-01T00:00:00Z'), 'task_not_found');
    });

    it('is not there while it was deleted, and at no version that never was', async () => {
      await expectProblem(await at(3), 'task_not_found');
      await expectProblem(await at(7), 'task_not_found');
    });

    it.each(['', '0', '-1', '1.5', '01', 'now', '2030-01-31', '2030-01-31T17:00:00', '9'.repeat(20)])(
      'cannot be asked for at "%s"',
      async (when) => {
        await expectProblem(await at(when), 'invalid_input');
      },
    );
  });

  describe('a restored task', () => {
    it('is there again as it was, with a new version', async () => {
      const client = api.client();
      const { data: before } = await client.POST('/api/tasks', { body: { title: 'A', department: 'sales' } });
      const params = { path: { id: before?.id ?? '' } };
      await client.DELETE('/api/tasks/{id}', { params });
      const { data: task, response } = await client.POST('/api/tasks/{id}/restore', { params });

      expect([response.status, response.headers.get('etag')]).toEqual([200, '"3"']);
      expect(task).toEqual({ ...before, updated_at: task?.updated_at });
      expect((await client.GET('/api/tasks/{id}', { params })).data).toEqual(task);
    });

    it('and one that was not deleted are left as they are', async () => {
      const path = await api.created();
      const restored = await api.fetch(`${path}/restore`, { method: 'POST' });

      expect([restored.status, restored.headers.get('etag')]).toEqual([200, '"1"']);
    });
  });
});
