import { afterAll, expect, it } from '@jest/globals';
import { ApiProcess, killApiProcesses } from './api-process.js';
import { describeEachLastingDatabase } from './each-database.js';

afterAll(() => killApiProcesses());

describeEachLastingDatabase((database) => {
  it('shows a task again after kill -9', async () => {
    const environment = { PORT: '0', DATABASE_URL: database() };
    const first = await ApiProcess.start({ environment });
    const created = await fetch(`${first.url}/api/tasks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'survives' }),
    });
    first.signal('SIGKILL');
    expect(await first.ended()).toBe('SIGKILL');

    const second = await ApiProcess.start({ environment });
    const { items } = (await (await fetch(`${second.url}/api/tasks`)).json()) as { items: unknown[] };

    expect(items).toEqual([await created.json()]);
    expect(await second.stop()).toBe(0);
  });
});
