import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TaskProcessor } from '#libs/tasks';
import { until } from '#testing/event-sourcing';
import { RecordedSpans } from '#testing/tracing';
import { asCaller } from './callers.js';
import { describeEachDatabase } from './each-database.js';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const UNKNOWN = '0199abcd-1234-7abc-8def-0123456789ab';
const spans = new RecordedSpans();
afterAll(() => spans.stop());

describeEachDatabase((database) => {
  let api: RunningApi;
  let processor: TaskProcessor;
  beforeAll(async () => {
    api = await RunningApi.start({ DATABASE_URL: database() });
    processor = api.app.get(TaskProcessor, { strict: false });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => api.stop());

  const idOf = (path: string) => path.split('/').at(-1) ?? '';
  const process = (path: string, headers?: Record<string, string>) => api.send('POST', `${path}/process`, {}, headers);
  const processAll = async (ids: readonly string[]) => {
    const { data, response } = await api.client().POST('/api/tasks/process', { body: { ids: [...ids] } });
    expect(response.status).toBe(200);
    return data?.results ?? [];
  };
  /** Each status that the task has had, with its reason. */
  const statuses = async (path: string) => {
    const { events } = await api.store.readStream(`task-${idOf(path)}`);
    return events.flatMap(({ data }) => {
      const { status, reason } = data as { status?: string; reason?: string };
      return status === undefined ? [] : [reason === undefined ? status : `${status}: ${reason}`];
    });
  };

  describe('a task that is processed', () => {
    it('is completed, and was in progress meanwhile', async () => {
      const path = await api.created();
      const { data, response } = await api
        .client()
        .POST('/api/tasks/{id}/process', { params: { path: { id: idOf(path) } } });

      expect(data).toMatchObject({ task: { id: idOf(path), status: 'completed' }, reason: null });
      expect(response.headers.get('etag')).toBe('"3"');
      expect(Number(response.headers.get('consistency-token'))).toBe(await api.store.head());
      expect(await statuses(path)).toEqual(['pending', 'in_progress', 'completed']);
      expect(await (await api.fetch(path)).json()).toEqual(data?.task);
    });

    it('is not processed again once it is completed', async () => {
      const path = await api.created();
      await process(path);
      const head = await api.store.head();

      expect(await (await process(path)).json()).toMatchObject({ task: { status: 'completed' }, reason: null });
      expect(await api.store.head()).toBe(head);
    });

    it('waits again, with the reason, where it breaks a rule, and may be tried again', async () => {
      const path = await api.created({ due_date: '2001-01-01T00:00:00Z' });
      const first = (await (await process(path)).json()) as { reason: string };

      expect(first).toMatchObject({ task: { status: 'pending' }, reason: 'due_date: has passed' });
      await api.send('PUT', path, { due_date: null });
      expect(await (await process(path)).json()).toMatchObject({ task: { status: 'completed' } });
      expect(await statuses(path)).toEqual([
        'pending',
        'in_progress',
        'pending: due_date: has passed',
        'in_progress',
        'completed',
      ]);
      expect(JSON.stringify(await (await api.fetch(path)).json())).not.toContain('reason');
    });

    it('stays in progress where the work fails, and the next request goes on from there', async () => {
      const path = await api.created();
      jest.spyOn(processor, 'process').mockRejectedValueOnce(new Error('broken'));

      await expectProblem(await process(path), 'unexpected');
      expect(await statuses(path)).toEqual(['pending', 'in_progress']);
      expect((await process(path)).status).toBe(200);
      expect(await statuses(path)).toEqual(['pending', 'in_progress', 'completed']);
    });

    it('is finished once, however many ask at once', async () => {
      const path = await api.created();
      const answers = await Promise.all(Array.from({ length: 10 }, () => process(path)));

      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
      expect(await statuses(path)).toEqual(['pending', 'in_progress', 'completed']);
    });

    it('is worked on anew where it was changed meanwhile', async () => {
      const path = await api.created({ title: 'A' });
      const titles: string[] = [];
      jest.spyOn(processor, 'process').mockImplementation(async (_, { title }) => {
        titles.push(title);
        if (title === 'A') await api.send('PUT', path, { title: 'B' });
        return undefined;
      });

      expect(await (await process(path)).json()).toMatchObject({ task: { title: 'B', status: 'completed' } });
      expect(titles).toEqual(['A', 'B']);
    });

    it('that is changed each time is given up', async () => {
      const path = await api.created();
      let changes = 0;
      jest.spyOn(processor, 'process').mockImplementation(async () => {
        await api.send('PUT', path, { title: `T${changes++}` });
        return undefined;
      });

      await expectProblem(await process(path), 'conflict');
      expect(changes).toBe(5);
    });

    it('is meant for a version', async () => {
      const path = await api.created();

      await expectProblem(await process(path, { 'if-match': '"2"' }), 'precondition_failed');
      expect((await process(path, { 'if-match': '"1"' })).status).toBe(200);
    });

    it('is one that the caller may change', async () => {
      const path = await api.created({ assignee_id: 'ann', department: 'sales' });

      await expectProblem(await process(path, await asCaller('bob', ['user'])), 'task_not_found');
      await expectProblem(await process(path, await asCaller('max', ['manager'], 'law')), 'task_not_found');
      await expectProblem(await process(path, await asCaller('eve', [])), 'forbidden');
      expect((await process(path, await asCaller('ann', ['user']))).status).toBe(200);
    });

    it('is there', async () => {
      const gone = await api.created();
      await api.delete(gone);

      await expectProblem(await process(gone), 'task_not_found');
      await expectProblem(await process(`/api/tasks/${UNKNOWN}`), 'task_not_found');
      await expectProblem(await process('/api/tasks/x'), 'invalid_input');
    });
  });

  describe('several tasks that are processed', () => {
    it('have a result each, in their order', async () => {
      const [one, two] = [await api.created(), await api.created({ due_date: '2001-01-01T00:00:00Z' })].map(idOf);
      const results = await processAll([one ?? '', UNKNOWN, two ?? '', one ?? '']);

      expect(results.map(({ status, reason }) => [status, reason])).toEqual([
        [200, null],
        [404, undefined],
        [200, 'due_date: has passed'],
        [200, null],
      ]);
      expect(results.map(({ id }) => id)).toEqual([one, UNKNOWN, two, one]);
      expect(results[0]).toMatchObject({ version: 3, task: { status: 'completed' } });
      expect(results[1]).toMatchObject({ problem: { code: 'task_not_found' } });
    });

    it('are worked on some at a time, not all', async () => {
      const ids = [];
      for (let count = 0; count < 20; count++) ids.push(idOf(await api.created()));
      let [now, most] = [0, 0];
      let open = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      jest.spyOn(processor, 'process').mockImplementation(async () => {
        most = Math.max(most, ++now);
        await opened;
        now--;
        return undefined;
      });
      const processed = processAll(ids);
      await until(() => now === 16, 'sixteen tasks in work');
      open();

      expect((await processed).map(({ task }) => task?.status)).toEqual(ids.map(() => 'completed'));
      expect(most).toBe(16);
    });

    it.each<[string, unknown, string]>([
      ['none', { ids: [] }, '/ids'],
      ['101', { ids: Array.from({ length: 101 }, () => UNKNOWN) }, '/ids'],
      ['what is no id', { ids: ['x'] }, '/ids/0'],
      ['no list', { ids: UNKNOWN }, '/ids'],
      ['something else', { ids: [UNKNOWN], force: true }, '/force'],
    ])('cannot be %s', async (_, body, pointer) => {
      const { errors } = await expectProblem(await api.send('POST', '/api/tasks/process', body), 'invalid_input');

      expect(errors?.[0]?.pointer).toBe(pointer);
    });
  });
});
