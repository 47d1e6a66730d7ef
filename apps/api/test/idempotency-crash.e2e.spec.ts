import { afterAll, afterEach, expect, it } from '@jest/globals';
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { until } from '#testing/event-sourcing';
import { describeWithMongo, isInsert, WireProxy } from '#testing/store-mongo';
import { ApiProcess, killApiProcesses } from './api-process.js';
import { describeEachLastingDatabase } from './each-database.js';

afterAll(() => killApiProcesses());

interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly body: unknown;
}

/** Undefined: the API ended before it had answered. */
async function create(url: string, key: string): Promise<Answer | undefined> {
  try {
    const response = await fetch(`${url}/api/tasks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ title: `task ${key}` }),
    });
    return { status: response.status, location: response.headers.get('location'), body: await response.json() };
  } catch {
    return undefined;
  }
}

async function titles(url: string): Promise<string[]> {
  const { items } = (await (await fetch(`${url}/api/tasks?limit=100`)).json()) as { items: { title: string }[] };
  return items.map(({ title }) => title);
}

describeEachLastingDatabase((database) => {
  it('a create that was cut off by kill -9 is sent again, and there is one task', async () => {
    const environment = { PORT: '0', DATABASE_URL: database() };
    const keys = Array.from({ length: 6 }, () => randomUUID());
    const first = new Map<string, Answer>();
    for (const key of keys) {
      const api = await ApiProcess.start({ environment });
      const answer = create(api.url, key);
      // Before, in and after the append, by chance.
      await after(randomInt(30));
      api.signal('SIGKILL');
      const known = await answer;
      if (known) first.set(key, known);
      await api.ended();
    }
    const api = await ApiProcess.start({ environment });
    const again = await Promise.all(keys.map((key) => create(api.url, key)));

    keys.forEach((key, index) => expect(again[index]).toEqual(first.get(key) ?? again[index]));
    expect(again.map((answer) => answer?.status)).toEqual(keys.map(() => 201));
    // The lease of who was killed has to end before another process projects.
    await until(async () => (await titles(api.url)).length >= keys.length, 'the tasks', 60_000);
    expect((await titles(api.url)).toSorted()).toEqual(keys.map((key) => `task ${key}`).toSorted());
    expect(await api.stop()).toBe(0);
  });

  it('of 50 that are sent to two processes at once there is one task, and one answer', async () => {
    const environment = { PORT: '0', DATABASE_URL: database() };
    const apis = [await ApiProcess.start({ environment }), await ApiProcess.start({ environment })];
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => create(apis[index % apis.length]?.url ?? '', key)),
    );
    const created = answers.filter((answer) => answer?.status === 201);

    expect(answers.every((answer) => answer?.status === 201 || answer?.status === 409)).toBe(true);
    expect(created.length).toBeGreaterThan(0);
    for (const answer of created) expect(answer).toEqual(created[0]);
    for (const api of apis) {
      expect(await create(api.url, key)).toEqual(created[0]);
      await until(async () => (await titles(api.url)).length === 1, 'the task', 60_000);
      expect(await api.stop()).toBe(0);
    }
  });
});

describeWithMongo('between append and answer', (server) => {
  let proxy: WireProxy | undefined;
  afterEach(() => proxy?.stop());

  it('kill -9 leaves a commit that the next process answers from', async () => {
    const uri = server().freshDatabase();
    proxy = await WireProxy.start(server().uri);
    const environment = { PORT: '0', DATABASE_URL: proxy.uri(new URL(uri).pathname.slice(1)) };
    const first = await ApiProcess.start({ environment });
    const inserts = proxy.on(isInsert, { reply: 'swallow' });
    const key = randomUUID();
    const answer = create(first.url, key);
    await until(() => inserts.exchanges[0]?.reply !== undefined, 'the insert to be acknowledged');
    first.signal('SIGKILL');
    expect(await answer).toBeUndefined();
    await first.ended();
    proxy.endRules();
    const second = await ApiProcess.start({ environment });
    const again = await create(second.url, key);

    expect(again?.status).toBe(201);
    await until(async () => (await titles(second.url)).length > 0, 'the task', 60_000);
    expect(await titles(second.url)).toEqual([`task ${key}`]);
    expect(await create(second.url, key)).toEqual(again);
    expect(await second.stop()).toBe(0);
  });
});
