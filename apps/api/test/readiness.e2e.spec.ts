import { afterAll, afterEach, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Projections } from '#libs/cqrs';
import { StoreUnavailable } from '#libs/event-sourcing';
import { commitOf, until } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { describeEachDatabase } from './each-database.js';
import { HeldProjection } from './held-projection.js';
import { RunningApi } from './running-api.js';

const folder = new TemporaryFolder();
let api: RunningApi;
let held: HeldProjection | undefined;
afterEach(async () => {
  jest.restoreAllMocks();
  held?.release();
  await api.stop();
});
afterAll(() => folder.remove());

const ask = async (path: string) => {
  const response = await api.fetch(path);
  return [response.status, await response.json()] as const;
};
const TASKS = 'tasks.v3.g1';
const ready = (position: number) => [
  200,
  {
    status: 'ok',
    error: {},
    details: {
      store: { status: 'up', position },
      [TASKS]: { status: 'up', position, lag: 0 },
    },
  },
];
const unready = (reason: string, position: number) => [
  503,
  {
    status: 'error',
    info: { store: { status: 'up' } },
    error: { [TASKS]: { status: 'down', reason, position } },
  },
];
const answers = (status: number) => async () => (await api.fetch('/ready')).status === status;

describeEachDatabase((database) => {
  const start = async () => {
    // A write that waits when its projection begins to fail waits for so long.
    api = await RunningApi.start({ DATABASE_URL: database(), READ_YOUR_WRITES_MS: '1000' });
  };

  it('is ready from the first answer on', async () => {
    await start();
    const response = await api.fetch('/ready');

    expect(response.headers.get('cache-control')).toBe('no-store');
    expect([response.status, await response.json()]).toMatchObject(ready(0));
    expect(await ask('/health')).toEqual([200, { status: 'ok' }]);
    await api.created();
    expect(await ask('/ready')).toMatchObject(ready(1));
  });

  it('is unready while a projection fails, tries again, and is ready when it gets through', async () => {
    await start();
    const first = await api.created();
    held = new HeldProjection(api.projection);
    held.fail();
    const second = await api.created();
    await until(answers(503), 'the API to be unready');

    expect(await ask('/ready')).toMatchObject(unready('failing', 1));
    expect(await ask('/health')).toEqual([200, { status: 'ok' }]);
    expect((await api.fetch(first)).status).toBe(200);
    held.release();
    await until(answers(200), 'the API to be ready');
    expect(await ask('/ready')).toMatchObject(ready(2));
    expect((await api.fetch(second)).status).toBe(200);
  });

  it('stays unready before an event that cannot be projected, and shows what came before', async () => {
    await start();
    const task = await api.created();
    await api.store.append(commitOf(1, { data: null }));
    await api.created();
    await until(answers(503), 'the API to be unready');

    expect(await ask('/ready')).toMatchObject(unready('failing', 1));
    expect(await ask('/api/tasks')).toMatchObject([200, { items: [{ id: task.slice('/api/tasks/'.length) }] }]);
    const token = { 'consistency-token': '3', prefer: 'wait=0' };
    expect(await (await api.fetch(task, { headers: token })).json()).toMatchObject({ status: 503, lag: 2 });
  });

  it('says nothing of an error that nobody has foreseen', async () => {
    await start();
    jest.spyOn(api.store, 'head').mockRejectedValue(new RangeError('at /srv/secret.ts'));
    const [status, body] = await ask('/ready');

    expect([status, body]).toMatchObject([503, { error: { store: { status: 'down', message: 'unavailable' } } }]);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('is unready while the store does not answer', async () => {
    await start();
    const head = jest.spyOn(api.store, 'head').mockRejectedValue(new StoreUnavailable('the disk is away'));

    expect(await ask('/ready')).toMatchObject([
      503,
      {
        status: 'error',
        info: { [TASKS]: { status: 'up', position: 0 } },
        error: { store: { status: 'down', message: 'the disk is away' } },
      },
    ]);
    expect(await ask('/health')).toEqual([200, { status: 'ok' }]);
    head.mockRestore();
    expect(await ask('/ready')).toMatchObject(ready(0));
  });
});

it('is unready when its port opens before its read model has caught up, and shows nothing old', async () => {
  const file = folder.file();
  api = await RunningApi.start({ DATABASE_URL: `sqlite:${file}` });
  const task = await api.created();
  await api.stop();
  const log = await folder.open({ path: file });
  const events = [{ type: 'note.written.v1', data: 'x' }];
  await log.events.append(commitOf(1, { streams: [{ streamId: 'note-1', expectedVersion: 0, events }] }));
  await log.close();

  const prepare = (app: NestFastifyApplication) => {
    const projection = app.get(Projections).running.find(({ readModel }) => readModel.lease === TASKS);
    if (!projection) throw new Error('no projection runs');
    held = new HeldProjection(projection);
    jest.spyOn(projection.subscription, 'applied').mockResolvedValueOnce(false);
  };
  api = await RunningApi.start({ DATABASE_URL: `sqlite:${file}` }, { prepare });
  await held?.reached();
  expect(await ask('/ready')).toMatchObject(unready('behind', 1));
  expect(await ask('/health')).toEqual([200, { status: 'ok' }]);
  expect(await ask(task)).toMatchObject([503, { code: 'read_model_behind', lag: 1 }]);
  expect(await ask('/api/tasks')).toMatchObject([503, { code: 'read_model_behind', lag: 1 }]);

  held?.release();
  await until(answers(200), 'the API to be ready');
  expect((await api.fetch(task)).status).toBe(200);
  expect(await ask('/api/tasks')).toMatchObject([200, { items: [{}] }]);
});
