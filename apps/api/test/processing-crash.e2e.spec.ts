import { afterAll, expect, it } from '@jest/globals';
import { clewClient } from '#libs/client';
import { ApiProcess, killApiProcesses } from './api-process.js';
import { describeEachLastingDatabase } from './each-database.js';

const TASKS = 60;
const ROUNDS = 3;

afterAll(() => killApiProcesses());

describeEachLastingDatabase((database) => {
  it('what was begun before kill -9 is finished by the next request, once', async () => {
    const environment = { PORT: '0', DATABASE_URL: database() };
    const first = await ApiProcess.start({ environment });
    const creating = clewClient({ baseUrl: first.url });
    const bodies = Array.from({ length: TASKS }, (_, n) => ({ title: `T${n}` }));
    const created = await Promise.all(bodies.map((body) => creating.POST('/api/tasks', { body })));
    const ids = created.map(({ data }) => data?.id ?? '');
    let api = first;
    for (let round = 0; round < ROUNDS; round++) {
      const client = clewClient({ baseUrl: api.url });
      const some = ids.slice(0, ((round + 1) * TASKS) / ROUNDS);
      const answers = some.map((id) => client.POST('/api/tasks/{id}/process', { params: { path: { id } } }));
      await Promise.any(answers);
      api.signal('SIGKILL');
      await Promise.allSettled(answers);
      await api.ended();
      api = await ApiProcess.start({ environment });
    }
    const client = clewClient({ baseUrl: api.url });
    const { data } = await client.POST('/api/tasks/process', { body: { ids } });

    expect(data?.results.map(({ status, task }) => [status, task?.status])).toEqual(ids.map(() => [200, 'completed']));
    for (const id of ids) {
      const { data: history } = await client.GET('/api/tasks/{id}/history', { params: { path: { id } } });
      const statuses = history?.items.map((event) => (event.data as { readonly status: string }).status);
      expect(statuses).toEqual(['pending', 'in_progress', 'completed']);
    }
    expect(await api.stop()).toBe(0);
  }, 120_000);
});
