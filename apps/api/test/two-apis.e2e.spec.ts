import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { until } from '#testing/event-sourcing';
import { describeEachLastingDatabase } from './each-database.js';
import { HeldProjection } from './held-projection.js';
import { RunningApi } from './running-api.js';

describeEachLastingDatabase((database) => {
  let first: RunningApi;
  let second: RunningApi;
  let held: HeldProjection | undefined;
  beforeEach(async () => {
    // So long that a test would run out of time: who answers has not waited.
    const environment = { DATABASE_URL: database(), READ_YOUR_WRITES_MS: '99999' };
    first = await RunningApi.start(environment);
    second = await RunningApi.start(environment);
  });
  afterEach(async () => {
    held?.release();
    await first.stop();
    await second.stop();
  });

  it('of two APIs on one database, the one that does not project answers a write without waiting', async () => {
    expect([first.projection.subscription.status.running, second.projection.subscription.status.running]).toEqual([
      true,
      false,
    ]);
    held = new HeldProjection(first.projection);
    const created = await second.send('POST', '/api/tasks', { title: 'A' });
    const task = created.headers.get('location') ?? '';
    const token = { 'consistency-token': created.headers.get('consistency-token') ?? '' };
    await held.reached();

    expect(created.status).toBe(201);
    expect((await second.fetch(task)).status).toBe(404);
    expect((await second.fetch(task, { headers: { ...token, prefer: 'wait=0' } })).status).toBe(503);
    const read = second.fetch(task, { headers: { ...token, prefer: 'wait=10' } });
    held.release();
    expect(await (await read).json()).toEqual(await created.json());
  });

  it('when the one that projects stops, the other goes on', async () => {
    const task = await first.created();
    await first.stop();
    await until(() => second.projection.subscription.status.running, 'the other API to project');

    expect((await second.send('PUT', task, { title: 'B' })).status).toBe(200);
    expect(await (await second.fetch(task)).json()).toMatchObject({ title: 'B' });
    expect((await second.fetch('/ready')).status).toBe(200);
  });

  it('both change the same task at the same time, and every change is there once', async () => {
    const task = await first.created();
    const changes = Array.from({ length: 10 }, (_, n) => [first, second][n % 2]?.send('PUT', task, { title: `T${n}` }));
    const answers = await Promise.all(changes);
    const stored = answers.filter((answer) => answer?.status === 200);
    const refused = answers.filter((answer) => answer?.status === 409);

    expect(stored.length + refused.length).toBe(10);
    const headers = { 'consistency-token': String(await first.store.head()) };
    expect((await first.fetch(task, { headers })).headers.get('etag')).toBe(`"${1 + stored.length}"`);
  });
});
