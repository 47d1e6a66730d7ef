import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TaskList } from '#libs/client';
import { describeEachDatabase } from './each-database.js';
import { RunningApi } from './running-api.js';

const tasks = [
  { title: 'a', status: 'pending', priority: 'low', assignee_id: 'ann', department: 'sales' },
  { title: 'b', status: 'pending', priority: 'high', assignee_id: 'bob', department: 'sales' },
  { title: 'c', status: 'in_progress', priority: 'low', assignee_id: 'ann', department: 'Größe & Co' },
  { title: 'd', status: 'completed', priority: 'high', assignee_id: null, department: null },
  { title: 'e', status: 'pending', priority: 'medium', assignee_id: 'ANN', department: 'Sales' },
  { title: 'f', status: 'pending', priority: 'low', assignee_id: 'ann', department: 'sales' },
  { title: 'g', status: 'in_progress', priority: 'low', assignee_id: 'ann', department: 'sales' },
];

describeEachDatabase((database) => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start({ DATABASE_URL: database() });
    for (const task of tasks) await api.created(task);
  });
  afterAll(() => api.stop());

  const list = async (query = ''): Promise<TaskList> => {
    const response = await api.fetch(`/api/tasks?${query}`);
    expect(response.status).toBe(200);
    return (await response.json()) as TaskList;
  };
  const titles = async (query = '') => (await list(query)).items.map(({ title }) => title).join('');

  it('lists the newest first', async () => {
    expect(await titles()).toBe('gfedcba');
    expect((await list()).next_cursor).toBeNull();
  });

  it('shows in a list what it shows alone', async () => {
    for (const task of (await list()).items) {
      expect(await (await api.fetch(`/api/tasks/${task['id']}`)).json()).toEqual(task);
    }
  });

  it.each([
    ['status=pending', 'feba'],
    ['priority=high', 'db'],
    ['assignee_id=ann', 'gfca'],
    ['department=sales', 'gfba'],
    ['department=Gr%C3%B6%C3%9Fe+%26+Co', 'c'],
    ['department=nowhere', ''],
    ['status=pending&priority=low', 'fa'],
    ['status=pending&priority=low&assignee_id=ann&department=sales', 'fa'],
    ['status=completed&priority=low', ''],
  ])('filters by %s', async (query, expected) => {
    expect(await titles(query)).toBe(expected);
  });

  it('sorts by creation and by change, both ways', async () => {
    expect(await titles('sort=created_at')).toBe('abcdefg');
    expect(await titles('sort=-created_at')).toBe('gfedcba');
    const [{ id } = {}] = (await list('department=Gr%C3%B6%C3%9Fe+%26+Co')).items;
    await api.send('PUT', `/api/tasks/${id}`, { priority: 'medium' });
    expect(await titles('sort=-updated_at')).toMatch(/^c/);
    expect(await titles('sort=updated_at')).toMatch(/c$/);
    expect(await titles('sort=created_at')).toBe('abcdefg');
    await api.send('PUT', `/api/tasks/${id}`, { priority: 'low' });
  });

  describe.each(['created_at', '-created_at', 'updated_at', '-updated_at'])('sorted by %s', (sort) => {
    it.each([1, 2, 3, 6, 7, 8, 100])('pages of %i join up', async (limit) => {
      const whole = await titles(`sort=${sort}`);
      let joined = '';
      let cursor: string | null = '';
      while (cursor !== null) {
        const { items, next_cursor }: TaskList = await list(
          `sort=${sort}&limit=${limit}${cursor && `&cursor=${cursor}`}`,
        );
        expect(items).toHaveLength(Math.min(limit, tasks.length - joined.length));
        joined += items.map(({ title }) => title).join('');
        cursor = next_cursor;
      }
      expect(joined).toBe(whole);
    });
  });

  describe('of tasks with words and due dates', () => {
    const due = (month: number) => `2030-0${month}-01T00:00:00.000Z`;
    const titlesOf = async (query: string) => (await list(`department=words&${query}`)).items.map(({ title }) => title);
    const created: string[] = [];
    beforeAll(async () => {
      for (const [title, description, due_date] of [
        ['Café in Köln', 'Ring the bell twice', due(3)],
        ['cafeteria', null, due(1)],
        ['Bell tower', 'of the cafe', null],
      ]) {
        created.push(await api.created({ title, description, due_date, department: 'words' }));
      }
    });
    afterAll(async () => {
      for (const path of created) await api.delete(path);
    });

    it.each([
      ['CAFE', ['Café in Köln', 'cafeteria', 'Bell tower']],
      ['cafet', ['cafeteria']],
      ['bell', ['Café in Köln', 'Bell tower']],
      ['tower, bell!', ['Bell tower']],
      ['koln ring', ['Café in Köln']],
      ['eteria', []],
      ['bell nowhere', []],
    ])('searches for %s in title and description', async (search, expected) => {
      expect(await titlesOf(`sort=created_at&search=${encodeURIComponent(search)}`)).toEqual(expected);
    });

    it('finds what a change says now, and no more what it said', async () => {
      const path = await api.created({ title: 'before', department: 'words' });
      await api.send('PUT', path, { title: 'after' });

      expect([await titlesOf('search=before'), await titlesOf('search=after')]).toEqual([[], ['after']]);
      await api.delete(path);
      expect(await titlesOf('search=after')).toEqual([]);
    });

    it('sorts by due date, those without one first', async () => {
      expect(await titlesOf('sort=due_date')).toEqual(['Bell tower', 'cafeteria', 'Café in Köln']);
      expect(await titlesOf('sort=-due_date')).toEqual(['Café in Köln', 'cafeteria', 'Bell tower']);
    });

    it.each(['search=', 'search=%2C%20!', `search=${'x'.repeat(201)}`])('refuses %s', async (query) => {
      const response = await api.fetch(`/api/tasks?${query}`);
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ code: 'invalid_input' }),
      ]);
    });
  });

  it('a filter stays the same over its pages', async () => {
    const first = await list('assignee_id=ann&limit=3');
    expect(first.items.map(({ title }) => title).join('')).toBe('gfc');
    expect(await titles(`assignee_id=ann&limit=3&cursor=${first.next_cursor}`)).toBe('a');
  });

  it('what is created between two pages moves nothing', async () => {
    const { next_cursor } = await list('sort=-created_at&limit=3');
    const added = await api.created({ title: 'z' });
    expect(await titles(`sort=-created_at&cursor=${next_cursor}`)).toBe('dcba');
    await api.delete(added);
  });

  it('gives 20 where no limit is asked for', async () => {
    const more = await Promise.all(Array.from({ length: 20 }, () => api.created({ title: 'x' })));
    expect((await list()).items).toHaveLength(20);
    expect((await list('limit=100')).items).toHaveLength(tasks.length + 20);
    await Promise.all(more.map((task) => api.delete(task)));
    expect(await titles()).toBe('gfedcba');
  });

  it.each([
    ['limit=0', 'range', 'must be a whole number from 1 to 100'],
    ['limit=101', 'range', 'must be a whole number from 1 to 100'],
    ['limit=100000000000000000000', 'range', 'must be a whole number from 1 to 100'],
    ['limit=-1', 'range', 'must be a whole number from 1 to 100'],
    ['limit=1.5', 'range', 'must be a whole number from 1 to 100'],
    ['limit=1e1', 'range', 'must be a whole number from 1 to 100'],
    ['limit=', 'range', 'must be a whole number from 1 to 100'],
    ['sort=title', 'one_of', 'must be one of created_at, -created_at, updated_at, -updated_at, due_date, -due_date'],
    ['status=open', 'one_of', 'must be one of pending, in_progress, completed'],
    ['priority=', 'one_of', 'must be one of low, medium, high'],
    ['assignee_id=', 'min_length', 'must have at least 1 character'],
    ['assignee_id=a%20b', 'format', 'may contain letters, digits and . _ : -'],
    [`department=${'x'.repeat(101)}`, 'max_length', 'must have at most 100 characters'],
    ['department=%00', 'format', 'must not contain control characters'],
  ])('refuses %s', async (query, rule, detail) => {
    const response = await api.fetch(`/api/tasks?${query}`);
    const [field, value = ''] = query.split('=');
    const shown = decodeURIComponent(value);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'invalid_input',
      errors: expect.arrayContaining([
        { pointer: `/${field}`, rule, detail, value: shown.length > 100 ? `${shown.slice(0, 100)}…` : shown },
      ]),
    });
  });

  it('names a parameter that it does not know, and those that it does', async () => {
    const response = await api.fetch('/api/tasks?state=pending&page=2');
    const detail =
      'is not known here; known are status, priority, assignee_id, department, search, sort, limit, cursor';

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'invalid_input',
      errors: [
        { pointer: '/state', rule: 'unknown_field', detail, value: 'pending' },
        { pointer: '/page', rule: 'unknown_field', detail, value: '2' },
      ],
    });
  });

  it.each(['status', 'limit', 'cursor', 'assignee_id'])('refuses %s given twice', async (name) => {
    const response = await api.fetch(`/api/tasks?${name}=1&${name}=1`);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: `/${name}`, rule: 'once', detail: 'must be given once' }],
    });
  });

  it.each([
    ['no cursor at all', () => 'abc'],
    ['other JSON', () => Buffer.from('{"a":1}').toString('base64url')],
    ['a cursor of another sort', async () => (await list('sort=created_at&limit=1')).next_cursor],
    ['a wrong value', () => Buffer.from('["created_at","desc",{},"x"]').toString('base64url')],
  ])('refuses %s as cursor', async (_, given) => {
    const cursor = await given();
    const response = await api.fetch(`/api/tasks?cursor=${cursor}`);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'invalid_cursor',
      errors: [{ pointer: '/cursor', rule: 'cursor', detail: expect.stringContaining('cursor') }],
    });
  });
});
