import { afterEach, describe, expect, it } from '@jest/globals';
import { signLocalToken } from '#libs/http';
import { until } from '#testing/event-sourcing';
import { describeWithRedis } from '#testing/http';
import { RecordedSpans } from '#testing/tracing';
import { LOCAL_TOKENS } from '../src/local-tokens.js';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const LIMIT = '5';
const AWAY = /Redis is away/;
const BACK = /Redis is back/;

let spans: RecordedSpans | undefined;
let log = '';
const write = (line: string) => {
  log += line;
};
const running: RunningApi[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((api) => api.stop()));
  await spans?.stop();
  spans = undefined;
  log = '';
});

async function start(environment: Readonly<Record<string, string>> = {}): Promise<RunningApi> {
  const api = await RunningApi.start(
    { RATE_LIMIT_PER_MINUTE: LIMIT, LOG_LEVEL: 'info', ...environment },
    { log: { write } },
  );
  running.push(api);
  return api;
}

const remaining = ({ headers }: Response) => Number(/;r=(\d+);/.exec(headers.get('ratelimit') ?? '')?.[1]);
const ask = (api: RunningApi) => api.fetch('/api/tasks');
const times = (pattern: RegExp) => [...log.matchAll(new RegExp(pattern, 'g'))].length;

describe('requests of one caller', () => {
  it('are counted aloud, and refused when there are too many', async () => {
    spans = new RecordedSpans();
    const api = await start();
    const counts = [];
    for (let n = 0; n < Number(LIMIT); n++) counts.push(remaining(await ask(api)));
    const refused = await ask(api);

    expect(counts).toEqual([4, 3, 2, 1, 0]);
    expect(refused.headers.get('ratelimit-policy')).toBe('"default";q=5;w=60');
    const [, seconds] = /^"default";r=0;t=(\d+)$/.exec(refused.headers.get('ratelimit') ?? '') ?? [];
    expect(Number(seconds)).toBeGreaterThan(0);
    expect(Number(seconds)).toBeLessThanOrEqual(60);
    expect(refused.headers.get('retry-after')).toBe(seconds);
    await expectProblem(refused, 'rate_limited');
  });

  it('count wherever they go, also where nothing is, and before a body is read', async () => {
    const api = await start();
    await api.fetch('/nope');
    await api.fetch('/api/tasks', { method: 'COPY' });
    await api.fetch('/api/tasks?limit=0');
    await api.send('POST', '/api/tasks', { title: '' });

    expect(remaining(await ask(api))).toBe(0);
    expect((await api.fetch('/api/tasks', { method: 'POST', body: '{'.repeat(1_000) })).status).toBe(429);
    expect((await api.fetch('/nope')).status).toBe(429);
  });

  it('are counted by user, from wherever they come, and by address where nobody is known', async () => {
    const api = await start();
    const as = async (id: string) => {
      const token = await signLocalToken({ id, roles: ['user'] }, LOCAL_TOKENS);
      return api.fetch('/api/tasks', { headers: { authorization: `Bearer ${token}` } });
    };
    const unknown = () => api.fetch('/api/tasks', { headers: { authorization: 'Bearer wrong' } });

    expect([remaining(await as('ann')), remaining(await as('bob')), remaining(await as('ann'))]).toEqual([4, 4, 3]);
    for (let n = 0; n < Number(LIMIT); n++) expect((await unknown()).status).toBe(401);
    expect((await unknown()).status).toBe(429);
    expect(remaining(await as('ann'))).toBe(2);
  });

  it('do not count where it is asked for the health', async () => {
    const api = await start();
    for (let n = 0; n < 20; n++) {
      const [health, ready] = [await api.fetch('/health'), await api.fetch('/ready')];
      expect([health.status, ready.status, ready.headers.has('ratelimit')]).toEqual([200, 200, false]);
    }
    expect(remaining(await ask(api))).toBe(4);
  });

  it('are not counted without a limit', async () => {
    const api = await start({ RATE_LIMIT_PER_MINUTE: '0' });
    expect((await ask(api)).headers.has('ratelimit')).toBe(false);
  });

  it('are counted by each process alone where there is no Redis', async () => {
    const [one, other] = [await start(), await start()];
    await ask(one);
    expect(remaining(await ask(other))).toBe(4);
  });
});

describeWithRedis('with Redis', (server) => {
  const startTogether = () => start({ REDIS_URL: server().url });
  afterEach(() => server().stop());
  /** Until an answer says that it was counted in this way. */
  const counted = (api: RunningApi, count: number) => async () => remaining(await ask(api)) === count;

  it('processes count together', async () => {
    await server().start();
    const [one, other] = [await startTogether(), await startTogether()];
    const counts = [];
    for (const api of [one, other, one, other, one]) counts.push(remaining(await ask(api)));

    expect(counts).toEqual([4, 3, 2, 1, 0]);
    expect([(await ask(one)).status, (await ask(other)).status]).toEqual([429, 429]);
    expect(log).not.toMatch(/Redis/);
  });

  it('a process that starts without it counts alone, and joins when it comes', async () => {
    const api = await startTogether();
    expect([remaining(await ask(api)), remaining(await ask(api))]).toEqual([4, 3]);
    expect([times(AWAY), times(BACK)]).toEqual([1, 0]);

    await server().start();
    await until(() => BACK.test(log), 'Redis to be back');
    expect(remaining(await ask(api))).toBe(4);
    expect([times(AWAY), times(BACK)]).toEqual([1, 1]);
  });

  it('processes count alone when it goes, and together when it is back', async () => {
    await server().start();
    const [one, other] = [await startTogether(), await startTogether()];
    await ask(one);
    await server().stop();
    await until(() => times(AWAY) === 2, 'both to see that Redis is away');

    expect([remaining(await ask(one)), remaining(await ask(one)), remaining(await ask(other))]).toEqual([4, 3, 4]);
    await server().start();
    await until(() => times(BACK) === 2, 'both to be back');
    expect([remaining(await ask(one)), remaining(await ask(other))]).toEqual([4, 3]);
    expect(times(AWAY)).toBe(2);
  });

  it('a Redis that hangs holds nobody up for long, and is asked again by itself', async () => {
    await server().start();
    const api = await start({ REDIS_URL: server().url, RATE_LIMIT_PER_MINUTE: '1000' });
    expect(remaining(await ask(api))).toBe(999);
    server().freeze();
    const began = performance.now();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(api)));
    // One wait for all of them, and no queue behind it.
    expect(performance.now() - began).toBeLessThan(2_000);

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect([times(AWAY), times(BACK)]).toEqual([1, 0]);
    server().thaw();
    await until(async () => (await ask(api)).ok && BACK.test(log), 'Redis to be asked again');
    expect([times(AWAY), times(BACK)]).toEqual([1, 1]);
    expect(log).not.toMatch(/127\.0\.0\.1:\d+\/.*@/);
  });

  it('a password that is wrong is no reason to stop, and stays out of the log', async () => {
    await server().start();
    const { host } = new URL(server().url);
    const api = await start({ REDIS_URL: `redis://ann:sesame@${host}` });

    expect(remaining(await ask(api))).toBe(4);
    await until(counted(api, 2), 'a count');
    expect(times(AWAY)).toBe(1);
    expect(log).not.toContain('sesame');
  });
});
