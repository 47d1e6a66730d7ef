import { afterEach, expect, it } from '@jest/globals';
import type { NewEvent, StreamAppend } from '#libs/event-sourcing';
import { commitOf, idOf } from '#testing/event-sourcing';
import { describeEachLastingDatabase } from './each-database.js';
import { withEvents } from './events-log.js';
import { RunningApi } from './running-api.js';

let api: RunningApi;
afterEach(() => api.stop());

const startOn = async (url: string) => {
  api = await RunningApi.start({ DATABASE_URL: url });
};
const answer = async (path: string) => {
  const response = await api.fetch(path);
  return { status: response.status, etag: response.headers.get('etag'), body: await response.json() };
};
const parts = (count: number, event: (n: number) => NewEvent, expectedVersion = 0): StreamAppend[] =>
  Array.from({ length: count }, (_, n) => ({ streamId: `task-${idOf(n)}`, expectedVersion, events: [event(n)] }));
const created = (n: number): NewEvent => {
  const created_at = new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString();
  const nothing = { description: null, assignee_id: null, department: null };
  const data = { title: `Task ${n}`, status: 'pending', priority: 'low', ...nothing, created_by: 'local', created_at };
  return { type: 'task.created.v1', data };
};

describeEachLastingDatabase((database) => {
  it('shows after a restart what it showed before', async () => {
    const url = database();
    await startOn(url);
    const [first = '', second = '', third = ''] = [await api.created(), await api.created(), await api.created()];
    await api.send('PUT', first, { title: 'Changed', status: 'in_progress' });
    await api.delete(second);
    const paths = ['/api/tasks', '/api/tasks?status=in_progress', first, second, third];
    const before = await Promise.all(paths.map(answer));
    expect(before.map(({ status }) => status)).toEqual([200, 200, 200, 404, 200]);

    await api.stop();
    await startOn(url);
    expect(await Promise.all(paths.map(answer))).toEqual(before);
    const change = await api.send('PUT', first, { title: 'Changed again' });
    expect(change.headers.get('etag')).toBe('"4"');
    expect(change.headers.get('consistency-token')).toBe('7');
  });

  it('reads the whole log before it opens its port, where there is no read model', async () => {
    const url = database();
    await withEvents(url, (events) => events.append(commitOf(1, { streams: parts(1_200, created) })));

    await startOn(url);
    expect(await answer('/api/tasks?limit=1')).toMatchObject({ body: { items: [{ title: 'Task 1199' }] } });
    expect(await answer('/ready')).toMatchObject({
      status: 200,
      body: { details: { 'tasks.v3.g1': { position: 1_200, lag: 0 } } },
    });
  });

  it('reads what is new in the log before it opens its port', async () => {
    const url = database();
    await withEvents(url, (events) => events.append(commitOf(1, { streams: parts(600, created) })));
    await startOn(url);
    await api.stop();
    const renamed = (n: number): NewEvent => ({
      type: 'task.title.updated.v1',
      data: { title: `Renamed ${n}`, updated_at: '2026-02-01T00:00:00.000Z' },
    });
    await withEvents(url, (events) => events.append(commitOf(2, { streams: parts(600, renamed, 1) })));

    await startOn(url);
    const last = { title: 'Renamed 599', updated_at: '2026-02-01T00:00:00.000Z' };
    expect(await answer(`/api/tasks/${idOf(599)}`)).toMatchObject({ status: 200, etag: '"2"', body: last });
    expect(await answer('/api/tasks?limit=1')).toMatchObject({ body: { items: [last] } });
  });
});
