import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningApi } from './running-api.js';

let api: RunningApi;
let task: string;
beforeAll(async () => {
  api = await RunningApi.start();
  task = await api.created();
});
afterAll(() => api.stop());

const get = (path: string, ifNoneMatch?: string, method = 'GET') =>
  api.fetch(path, { method, headers: ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch } });

describe('who may keep an answer', () => {
  it('is the caller alone where it has a version, and not without asking', async () => {
    const { headers } = await get(task);
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(headers.get('vary')).toBe('Authorization, accept-encoding');
    expect(headers.get('etag')).toBe('"1"');
  });

  it.each([
    ['GET', '/api/tasks', 200],
    ['GET', '/api/tasks?limit=0', 400],
    ['GET', '/nope', 404],
    ['PATCH', '/nope', 404],
    ['COPY', '/api/tasks', 405],
    ['OPTIONS', '/api/tasks', 204],
    ['GET', '/health', 200],
    ['GET', '/ready', 200],
    ['GET', '/metrics', 200],
  ])('is nobody: %s %s', async (method, path, status) => {
    const response = await get(path, undefined, method);
    expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'no-store']);
  });

  it('is nobody where something was written, though that has a version', async () => {
    const create = await api.send('POST', '/api/tasks', { title: 'A' });
    const path = create.headers.get('location') ?? '';
    const update = await api.send('PUT', path, { title: 'B' }, { 'if-none-match': '*' });

    expect([create.headers.get('etag'), update.headers.get('etag')]).toEqual(['"1"', '"2"']);
    expect([create.status, update.status, (await api.delete(path)).status]).toEqual([201, 200, 204]);
    for (const { headers } of [create, update]) expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is everybody where it is a page of the documentation', async () => {
    expect((await get('/api/docs')).headers.get('cache-control')).not.toBe('no-store');
  });
});

describe('If-None-Match', () => {
  it.each(['"1"', 'W/"1"', '"0", "1"', '"0",W/"1"', ' "0" , "1" ', '*', '"a,b", "1"'])(
    '%s: nothing is sent again while it is the same',
    async (value) => {
      const response = await get(task, value);

      expect([response.status, await response.text()]).toEqual([304, '']);
      expect(response.headers.get('etag')).toBe('"1"');
      expect(response.headers.get('cache-control')).toBe('private, no-cache');
      expect(response.headers.get('vary')).toBe('Authorization, accept-encoding');
      expect(response.headers.has('content-type')).toBe(false);
      expect((await get(task, value, 'HEAD')).status).toBe(304);
    },
  );

  it.each(['"2"', '1', '"11"', '"1', 'W/', '', ',', '"x,1"', '"*"'])('%s: it is sent', async (value) => {
    const response = await get(task, value);

    expect([response.status, await response.json()]).toMatchObject([200, { title: 'Implement feature X' }]);
  });

  it('follows each change', async () => {
    const path = await api.created();
    await api.send('PUT', path, { title: 'B' });

    expect((await get(path, '"1"')).status).toBe(200);
    expect((await get(path, '"2"')).status).toBe(304);
  });

  it('matters to nothing that has no version', async () => {
    expect((await get('/api/tasks', '*')).status).toBe(200);
    expect((await get('/api/tasks/01890a5d-ac96-774b-bcce-b302099a8057', '*')).status).toBe(404);
  });
});
