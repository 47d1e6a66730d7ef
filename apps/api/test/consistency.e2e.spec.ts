import { afterEach, expect, it, jest } from '@jest/globals';
import { until } from '#testing/event-sourcing';
import { describeEachDatabase } from './each-database.js';
import { HeldProjection } from './held-projection.js';
import { RunningApi } from './running-api.js';

/** So long that a test would run out of time: who answers has not waited. */
const FOR_EVER = { READ_YOUR_WRITES_MS: '99999' };
const DO_NOT_WAIT = { READ_YOUR_WRITES_MS: '0' };

describeEachDatabase((database) => {
  let api: RunningApi;
  let held: HeldProjection | undefined;
  const start = async (environment: Readonly<Record<string, string>> = {}) => {
    api = await RunningApi.start({ DATABASE_URL: database(), ...environment });
  };
  const hold = () => {
    held = new HeldProjection(api.projection);
    return held;
  };
  afterEach(async () => {
    held?.release();
    await api.stop();
  });

  const read = (path: string, token: number | string, prefer?: string) =>
    api.fetch(path, { headers: { 'consistency-token': String(token), ...(prefer && { prefer }) } });

  it('each write hands out the position of the last event that it decided on', async () => {
    await start();
    const tokens = [];
    const created = await api.send('POST', '/api/tasks', { title: 'A' });
    const task = created.headers.get('location') ?? '';
    await api.created();
    const answers = [
      created,
      await api.send('PUT', task, { title: 'B', priority: 'high' }),
      await api.send('PUT', task, { title: 'B' }),
      await api.delete(task),
    ];
    for (const { headers } of answers) tokens.push(headers.get('consistency-token'));

    expect(tokens).toEqual(['1', '4', '4', '5']);
  });

  it('a write answers once its own read model shows it', async () => {
    await start(FOR_EVER);
    const projection = hold();
    let answered = false;
    const write = api.send('POST', '/api/tasks', { title: 'A' }).finally(() => {
      answered = true;
    });
    await projection.reached();
    for (let others = 0; others < 5; others++) {
      expect(await (await api.fetch('/api/tasks')).json()).toMatchObject({ items: [] });
    }
    expect(answered).toBe(false);

    projection.release();
    const location = (await write).headers.get('location') ?? '';
    expect((await api.fetch(location)).status).toBe(200);
  });

  it('a write does not wait where READ_YOUR_WRITES_MS is 0, and its token leads to it', async () => {
    await start(DO_NOT_WAIT);
    const applied = jest.spyOn(api.projection.subscription, 'applied');
    const projection = hold();
    const created = await api.send('POST', '/api/tasks', { title: 'A' });
    const task = created.headers.get('location') ?? '';
    expect(applied).not.toHaveBeenCalled();
    expect((await api.fetch(task)).status).toBe(404);

    const late = read(task, 1, 'wait=10');
    const list = read('/api/tasks', 1, 'wait=10');
    await until(() => applied.mock.calls.length === 2, 'both reads to wait');
    projection.release();
    expect((await late).status).toBe(200);
    expect(await (await list).json()).toMatchObject({ items: [{ title: 'A' }] });
  });

  it('a read that has waited long enough is told how far behind the read model is', async () => {
    await start(DO_NOT_WAIT);
    const task = await api.created();
    await read(task, 1);
    hold();
    const changed = await api.send('PUT', task, { title: 'B', priority: 'high', department: 'sales' });
    expect(changed.headers.get('consistency-token')).toBe('4');

    for (const path of [task, '/api/tasks']) {
      const response = await read(path, 4, 'wait=0');
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await response.json()).toMatchObject({
        code: 'read_model_behind',
        detail: 'events still to be applied: 3',
        lag: 3,
      });
      expect((await read(path, 1)).status).toBe(200);
    }
  });

  it('a token of the past is met at once', async () => {
    await start();
    const task = await api.created();
    const applied = jest.spyOn(api.projection.subscription, 'applied');
    expect((await read(task, 0)).status).toBe(200);
    expect((await read(task, 1)).status).toBe(200);
    expect(applied).not.toHaveBeenCalled();
  });

  it('a write does not wait for a projection that fails', async () => {
    await start(FOR_EVER);
    hold().fail();
    const subscription = api.projection.subscription;
    void api.send('POST', '/api/tasks', { title: 'A' }).catch(() => {});
    await until(() => subscription.status.failure !== undefined, 'the projection to fail');

    expect((await api.send('POST', '/api/tasks', { title: 'B' })).status).toBe(201);
    expect(await (await api.fetch('/api/tasks')).json()).toMatchObject({ items: [] });
  });
});
