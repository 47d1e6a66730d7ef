import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeEachDatabase } from './each-database.js';
import { RunningApi } from './running-api.js';

const UNKNOWN = '/api/tasks/01890a5d-ac96-774b-bcce-b302099a8057';
const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const full = {
  title: 'Implement feature X',
  description: 'As discussed\non Monday',
  status: 'in_progress',
  priority: 'high',
  assignee_id: 'ann',
  department: 'sales',
} as const;

describeEachDatabase((database) => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start({ DATABASE_URL: database() });
  });
  afterAll(() => api.stop());

  const json = async (path: string) => (await api.fetch(path)).json() as Promise<Record<string, unknown>>;
  const code = async (answer: Promise<Response>) => {
    const response = await answer;
    return [response.status, ((await response.json()) as { code?: string }).code];
  };

  it('creates a task with an address, a version, and defaults for what was not said', async () => {
    const { data: task, response } = await api
      .client()
      .POST('/api/tasks', { body: { title: '  Implement feature X ' } });

    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('location')).toBe(`/api/tasks/${task?.id}`);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(task).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      title: 'Implement feature X',
      description: null,
      status: 'pending',
      priority: 'medium',
      assignee_id: null,
      department: null,
      due_date: null,
      created_by: 'local',
      created_at: expect.stringMatching(ISO_8601),
      updated_at: task?.created_at,
    });
  });

  it('shows a task as it was created', async () => {
    const { data: task } = await api.client().POST('/api/tasks', { body: full });
    const read = await api.client().GET('/api/tasks/{id}', { params: { path: { id: task?.id ?? '' } } });

    expect(task).toMatchObject(full);
    expect(read.response.status).toBe(200);
    expect(read.response.headers.get('etag')).toBe('"1"');
    expect(read.data).toEqual(task);
  });

  it('a change leaves absent fields as they are, and null clears', async () => {
    const task = await api.created(full);
    const before = await json(task);

    const changed = await api.send('PUT', task, { title: 'Another', description: null, assignee_id: null });
    expect(changed.status).toBe(200);
    const body = (await changed.json()) as Record<string, string>;
    const expected = { ...before, title: 'Another', description: null, assignee_id: null };
    expect(body).toEqual({ ...expected, updated_at: expect.stringMatching(ISO_8601) });
    expect(Date.parse(body['updated_at'] ?? '')).toBeGreaterThanOrEqual(Date.parse(body['created_at'] ?? ''));
    expect(await json(task)).toEqual(body);

    const cleared = await api.send('PUT', task, { department: null });
    expect(await cleared.json()).toMatchObject({ ...expected, department: null, updated_at: expect.anything() });
    expect(await json(task)).toMatchObject({ title: 'Another', department: null, status: 'in_progress' });
  });

  it.each(['title', 'status', 'priority'])('refuses null for %s', async (field) => {
    const task = await api.created(full);
    const response = await api.send('PUT', task, { [field]: null });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: `/${field}`, value: null }] });
    expect(await json(task)).toMatchObject(full);
  });

  it('the ETag is the version of the stream: one more for each field that really changed', async () => {
    const task = await api.created(full);
    const stream = `task-${task.slice('/api/tasks/'.length)}`;
    const tags = [];
    for (const change of [{ title: 'B' }, { title: 'B' }, {}, { title: 'C', priority: 'low' }]) {
      const response = await api.send('PUT', task, change);
      const { version } = await api.store.readStream(stream);
      tags.push([response.headers.get('etag'), `"${version}"`, (await api.fetch(task)).headers.get('etag')]);
    }
    expect(tags).toEqual(['"2"', '"2"', '"2"', '"4"'].map((tag) => [tag, tag, tag]));
  });

  it('a change without a difference stores nothing', async () => {
    const task = await api.created(full);
    const before = await json(task);
    const head = await api.store.head();
    const response = await api.send('PUT', task, { ...full, title: ` ${full.title} ` });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(before);
    expect(response.headers.get('consistency-token')).toBe(String(head));
    expect(await api.store.head()).toBe(head);
  });

  it('a completed task changes only with its status set back', async () => {
    const task = await api.created({ ...full, status: 'completed' });

    expect(await code(api.send('PUT', task, { title: 'No' }))).toEqual([409, 'task_completed']);
    expect(await json(task)).toMatchObject({ title: full.title, status: 'completed' });
    expect((await api.send('PUT', task, { status: 'completed' })).status).toBe(200);
    expect((await api.send('PUT', task, { title: 'Yes', status: 'pending' })).status).toBe(200);
    expect(await json(task)).toMatchObject({ title: 'Yes', status: 'pending' });
  });

  it('a deleted task is gone for every route', async () => {
    const task = await api.created(full);
    const deleted = await api.delete(task);

    expect([deleted.status, await deleted.text()]).toEqual([204, '']);
    expect(await code(api.fetch(task))).toEqual([404, 'task_not_found']);
    expect(await code(api.send('PUT', task, { title: 'B' }))).toEqual([404, 'task_not_found']);
    expect(await code(api.delete(task))).toEqual([404, 'task_not_found']);
    const { data: list } = await api.client().GET('/api/tasks', { params: { query: { limit: 100 } } });
    expect(list?.items.map(({ id }) => id)).not.toContain(task.slice('/api/tasks/'.length));
  });

  it('a completed task can be deleted', async () => {
    expect((await api.delete(await api.created({ status: 'completed' }))).status).toBe(204);
  });

  it.each([UNKNOWN, '/api/tasks/ffffffff-ffff-ffff-ffff-ffffffffffff'])('there is no task at %s', async (unknown) => {
    const head = await api.store.head();

    expect(await code(api.fetch(unknown))).toEqual([404, 'task_not_found']);
    expect(await code(api.send('PUT', unknown, { title: 'B' }))).toEqual([404, 'task_not_found']);
    expect(await code(api.delete(unknown))).toEqual([404, 'task_not_found']);
    expect(await api.store.head()).toBe(head);
  });

  it.each(['abc', '%00', '%F0%9F%8E%89', `${UNKNOWN.slice(11)}x`, 'x'.repeat(300), '..%2Fetc'])(
    'an id that is no UUID is refused: %s',
    async (id) => {
      const answers = [
        api.fetch(`/api/tasks/${id}`),
        api.send('PUT', `/api/tasks/${id}`, {}),
        api.delete(`/api/tasks/${id}`),
      ];
      for (const response of await Promise.all(answers)) {
        expect(response.status).toBe(400);
        expect(await response.json()).toMatchObject({
          code: 'invalid_input',
          errors: [{ pointer: '/id', rule: 'format', detail: 'must be a UUID' }],
        });
      }
    },
  );

  it('an id in capitals is the same id', async () => {
    const task = await api.created();
    const capitals = `/api/tasks/${task.slice('/api/tasks/'.length).toUpperCase()}`;

    expect(await json(capitals)).toEqual(await json(task));
    expect((await api.send('PUT', capitals, { title: 'B' })).status).toBe(200);
    expect((await api.delete(capitals)).status).toBe(204);
  });

  it('a slash at the end makes no difference on any route', async () => {
    const created = await api.send('POST', '/api/tasks/', full);
    const task = created.headers.get('location') ?? '';

    expect(created.status).toBe(201);
    expect(await json(`${task}/`)).toEqual(await json(task));
    expect(await json('/api/tasks/?limit=3')).toEqual(await json('/api/tasks?limit=3'));
    expect(await (await api.send('PUT', `${task}/`, { title: 'B' })).json()).toMatchObject({ title: 'B' });
    expect((await api.delete(`${task}/`)).status).toBe(204);
    for (const path of ['/health', '/ready', '/api/openapi.json', '/api/docs']) {
      expect([(await api.fetch(`${path}/`)).status, path]).toEqual([200, path]);
    }
  });
});
