import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '#testing/event-sourcing';
import { describeWithMongo, isInsert, isLookUp, WireProxy } from '#testing/store-mongo';
import { RecordedSpans } from '#testing/tracing';
import { ApiLoad } from './api-load.js';
import { ApiProcess, killApiProcesses } from './api-process.js';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

interface Task {
  readonly id: string;
  readonly title: string;
  readonly status: string;
}

const CLIENTS = 8;

// Each problem document names its trace.
const spans = new RecordedSpans();
afterAll(async () => {
  killApiProcesses();
  await spans.stop();
});

async function tasksOf(api: string): Promise<Task[]> {
  const tasks: Task[] = [];
  for (let path: string | undefined = '/api/tasks?limit=100'; path; ) {
    const page = (await (await fetch(`${api}${path}`)).json()) as { items: Task[]; next_cursor: string | null };
    tasks.push(...page.items);
    path = page.next_cursor === null ? undefined : `/api/tasks?limit=100&cursor=${page.next_cursor}`;
  }
  return tasks;
}

describeWithMongo(
  'clients of an API whose MongoDB',
  (server) => {
    let api: RunningApi;
    beforeEach(async () => {
      api = await RunningApi.start({ DATABASE_URL: server().freshDatabase() });
    });
    afterEach(() => api.stop());

    async function goesOn({ completed }: ApiLoad): Promise<void> {
      const before = completed.length;
      await until(() => completed.length > before + CLIENTS, 'completed tasks', 60_000);
    }

    async function expectNothingLost({ completed, refusals }: ApiLoad): Promise<void> {
      const caughtUp = async () => (await api.fetch('/ready')).status === 200;
      await until(caughtUp, 'the API to be ready', 60_000);
      const head = String(await api.store.head());
      const whole = await api.fetch('/api/tasks', { headers: { 'consistency-token': head, prefer: 'wait=10' } });
      expect(whole.status).toBe(200);
      const tasks = await tasksOf(api.url);

      const shown = new Map(tasks.map(({ id, status }) => [id, status]));
      expect(completed.filter((id) => shown.get(id) !== 'completed')).toEqual([]);
      // A create that was answered with 503 may have made a task all the same; nothing else makes one.
      expect(tasks.length).toBeLessThanOrEqual(completed.length + refusals.length);
      for (const refusal of refusals) {
        await expectProblem(refusal, 'unavailable');
        expect(refusal.headers.get('retry-after')).toBe('1');
      }
    }

    it('is killed and away for a while lose nothing, and go on by themselves', async () => {
      const load = new ApiLoad(api.url, CLIENTS);
      await goesOn(load);
      await server().kill();
      await until(() => load.refusals.length >= CLIENTS, 'refused requests', 60_000);
      await server().startAgain();
      await goesOn(load);
      await load.stop();

      await expectNothingLost(load);
    }, 180_000);

    it('is frozen have an answer all the same, and lose nothing', async () => {
      const load = new ApiLoad(api.url, CLIENTS);
      await goesOn(load);
      server().freeze();
      try {
        await until(() => load.refusals.length >= CLIENTS, 'refused requests', 60_000);
      } finally {
        server().thaw();
      }
      await goesOn(load);
      await load.stop();

      await expectNothingLost(load);
    }, 180_000);

    it('is away can still stop it', async () => {
      const environment = { PORT: '0', DATABASE_URL: server().freshDatabase() };
      const process = await ApiProcess.start({ environment });
      // Whoever folded it holds the lease.
      await new ApiLoad(process.url, 1).stop();
      await until(async () => (await tasksOf(process.url))[0]?.status === 'completed', 'the task');
      await server().kill();
      try {
        expect(await process.stop()).toBe(0);
        // Only what it tried in vain before it was told to end.
        expect(process.failures.filter((line) => !line.startsWith('tasks.'))).toEqual([]);
      } finally {
        await server().startAgain();
      }
    }, 60_000);
  },
  { own: true },
);

describeWithMongo('a create over a bad network', (server) => {
  let proxy: WireProxy;
  let api: RunningApi;
  beforeEach(async () => {
    proxy = await WireProxy.start(server().uri);
    const database = new URL(server().freshDatabase()).pathname.slice(1);
    api = await RunningApi.start({ DATABASE_URL: proxy.uri(database) });
  });
  afterEach(async () => {
    proxy.endRules();
    await api.stop();
    await proxy.stop();
  });

  it.each([
    ['never arrives', { request: 'cut before' }],
    ['is answered by half', { reply: 'cut' }],
  ] as const)('makes one task when what it writes %s', async (_what, actions) => {
    proxy.on(isInsert, { ...actions, times: 1 });
    const response = await api.send('POST', '/api/tasks', { title: 'A' });

    expect(response.status).toBe(201);
    expect(await tasksOf(api.url)).toEqual([await response.json()]);
  });

  describe('whose outcome nobody knows', () => {
    it('is answered with 503, and shown once it is known to be there', async () => {
      proxy.on(isInsert, { reply: 'cut', times: 1 });
      const lookUps = proxy.on(isLookUp, { request: 'cut before' });
      const response = await api.send('POST', '/api/tasks', { title: 'A' });

      await expectProblem(response, 'unavailable');
      expect(response.headers.get('retry-after')).toBe('1');
      lookUps.end();
      await until(async () => (await tasksOf(api.url)).length === 1, 'the task');
      expect(await tasksOf(api.url)).toMatchObject([{ title: 'A' }]);
    }, 60_000);
  });
});
