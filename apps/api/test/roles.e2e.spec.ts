import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { paths } from '#libs/client';
import type { Problem } from '#libs/http';
import { RecordedSpans } from '#testing/tracing';
import { asCaller } from './callers.js';
import { describeEachDatabase } from './each-database.js';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
afterAll(() => spans.stop());

const UNKNOWN = '/api/tasks/0199abcd-1234-7abc-8def-0123456789ab';

describeEachDatabase((database) => {
  let api: RunningApi;
  let ann: Record<string, string>;
  let manager: Record<string, string>;
  let nobody: Record<string, string>;
  beforeAll(async () => {
    api = await RunningApi.start({ DATABASE_URL: database() });
    ann = await asCaller('ann', ['user'], 'sales');
    manager = await asCaller('max', ['manager'], 'sales');
    nobody = await asCaller('bob', ['guest']);
  });
  afterAll(() => api.stop());

  const listFor = async (caller: Record<string, string>, query?: paths['/api/tasks']['get']['parameters']['query']) => {
    const { data } = await api
      .client(caller)
      .GET('/api/tasks', { params: { query: { sort: 'created_at', ...query } } });
    return { titles: data?.items.map(({ title }) => title), next: data?.next_cursor ?? null };
  };

  it('who creates a task is its creator', async () => {
    const response = await api.send('POST', '/api/tasks', { title: 'mine' }, ann);

    expect(await response.json()).toMatchObject({ created_by: 'ann' });
    expect((await api.fetch(response.headers.get('location') ?? '', { headers: ann })).status).toBe(200);
  });

  describe('a task of somebody else', () => {
    let path: string;
    beforeAll(async () => {
      path = await api.created({ title: 'of law', department: 'law' });
    });

    const requests: [name: string, send: (path: string, headers: Record<string, string>) => Promise<Response>][] = [
      ['GET', (at, headers) => api.fetch(at, { headers })],
      ['GET …?at=1', (at, headers) => api.fetch(`${at}?at=1`, { headers })],
      ['GET …/history', (at, headers) => api.fetch(`${at}/history`, { headers })],
      ['PUT', (at, headers) => api.send('PUT', at, { title: 'X' }, headers)],
      ['PUT of nonsense', (at, headers) => api.send('PUT', at, { colour: 7 }, headers)],
      ['PUT with If-Match', (at, headers) => api.send('PUT', at, { title: 'X' }, { ...headers, 'if-match': '"9"' })],
      ['PATCH', (at, headers) => api.send('PATCH', at, { title: 'X' }, headers)],
      ['DELETE', (at, headers) => api.delete(at, headers)],
      ['POST …/restore', (at, headers) => api.send('POST', `${at}/restore`, {}, headers)],
    ];

    it.each(requests)('answers a manager’s %s as if it were not there', async (_, send) => {
      const hidden = await expectProblem(await send(path, manager), 'task_not_found');
      const unknown = await expectProblem(await send(UNKNOWN, manager), 'task_not_found');
      const withoutTrace = ({ traceId: __, ...rest }: Problem) => rest;

      expect(withoutTrace(hidden)).toEqual(withoutTrace(unknown));
      expect((await api.fetch(path)).headers.get('etag')).toBe('"1"');
    });

    it.each(requests)('refuses %s to who has no role', async (_, send) => {
      const { detail } = await expectProblem(await send(path, nobody), 'forbidden');

      expect(detail).toMatch(/^needs the role admin or manager/);
      await expectProblem(await send(UNKNOWN, nobody), 'forbidden');
    });
  });

  it('who may read a task and not delete it is told so, also by role alone where there is none', async () => {
    const path = await api.created({ assignee_id: 'ann' });

    const { detail } = await expectProblem(await api.delete(path, ann), 'forbidden');
    expect(detail).toBe('needs the role admin or manager');
    await expectProblem(await api.delete(UNKNOWN, ann), 'forbidden');
    await expectProblem(await api.send('POST', `${path}/restore`, {}, ann), 'forbidden');
    expect((await api.send('PUT', path, { title: 'X' }, ann)).status).toBe(200);
  });

  it('a manager changes, deletes and restores tasks of the own department, and creates them there only', async () => {
    const created = await api.send('POST', '/api/tasks', { title: 'A', department: 'sales' }, manager);
    const path = created.headers.get('location') ?? '';

    expect(created.status).toBe(201);
    expect((await api.send('PATCH', path, { title: 'B' }, manager)).status).toBe(200);
    expect((await api.delete(path, manager)).status).toBe(204);
    expect((await api.fetch(`${path}/history`, { headers: manager })).status).toBe(200);
    expect((await api.send('POST', `${path}/restore`, {}, manager)).status).toBe(200);
    for (const department of [{ department: 'law' }, {}]) {
      const refused = await api.send('POST', '/api/tasks', { title: 'A', ...department }, manager);
      expect((await expectProblem(refused, 'forbidden')).detail).toBe('department: must be the own one');
    }
  });

  it('a task that is handed on is out of sight for who has no more to do with it', async () => {
    const path = await api.created({ assignee_id: 'ann' });
    const handed = await api.send('PUT', path, { assignee_id: 'eve' }, ann);

    expect(handed.status).toBe(200);
    await expectProblem(await api.fetch(path, { headers: ann }), 'task_not_found');
    await expectProblem(await api.fetch(`${path}?at=1`, { headers: ann }), 'task_not_found');
    await expectProblem(await api.fetch(`${path}/history`, { headers: ann }), 'task_not_found');
    expect((await listFor(await asCaller('eve', ['user']))).titles).toHaveLength(1);
  });

  describe('a list', () => {
    beforeAll(async () => {
      await api.created({ title: 'for cid', assignee_id: 'cid', department: 'ops' });
      await api.created({ title: 'of ops', department: 'ops', status: 'in_progress' });
      await api.created({ title: 'nowhere' });
      await api.send('POST', '/api/tasks', { title: 'by cid' }, await asCaller('cid', ['user']));
      const both = { title: 'by and for cid', assignee_id: 'cid', department: 'ops' };
      await api.send('POST', '/api/tasks', both, await asCaller('cid', ['user']));
    });

    it.each([
      ['a user', ['user'], undefined, ['for cid', 'by cid', 'by and for cid']],
      ['a manager', ['manager'], 'ops', ['for cid', 'of ops', 'by and for cid']],
      ['both', ['user', 'manager'], 'ops', ['for cid', 'of ops', 'by cid', 'by and for cid']],
      ['a manager of no department', ['manager'], undefined, []],
    ])('holds for %s what they may read', async (_, roles, department, expected) => {
      expect((await listFor(await asCaller('cid', roles, department))).titles).toEqual(expected);
    });

    it('is filtered and paged over what the caller may read, each task once', async () => {
      const cid = await asCaller('cid', ['user', 'manager'], 'ops');
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const { titles, next } = await listFor(cid, { limit: 1, ...(cursor && { cursor }) });
        seen.push(...(titles ?? []));
        cursor = next;
      }

      expect(seen).toEqual(['for cid', 'of ops', 'by cid', 'by and for cid']);
      expect((await listFor(cid, { status: 'in_progress' })).titles).toEqual(['of ops']);
      expect((await listFor(cid, { department: 'law' })).titles).toEqual([]);
    });

    it('is refused to who has no role', async () => {
      await expectProblem(await api.fetch('/api/tasks', { headers: nobody }), 'forbidden');
    });
  });

  it('keys of two callers have nothing to do with each other', async () => {
    const headers = { 'idempotency-key': 'same' };
    const mine = await api.send('POST', '/api/tasks', { title: 'mine' }, { ...ann, ...headers });
    const other = await api.send('POST', '/api/tasks', { title: 'other' }, headers);

    expect([mine.status, other.status]).toEqual([201, 201]);
    expect(other.headers.get('location')).not.toBe(mine.headers.get('location'));
  });
});
