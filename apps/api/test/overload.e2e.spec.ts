import { afterEach, expect, it } from '@jest/globals';
import { until } from '#testing/event-sourcing';
import { RecordedSpans } from '#testing/tracing';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const BLOCKED_MS = 1_500;

let spans: RecordedSpans | undefined;
let log = '';
const write = (line: string) => {
  log += line;
};
let api: RunningApi;
afterEach(async () => {
  await api.stop();
  await spans?.stop();
  spans = undefined;
  log = '';
});

/** As work does that never lets go. */
function blockEventLoop(): void {
  const end = performance.now() + BLOCKED_MS;
  while (performance.now() < end);
}

const start = async (delay: string) => {
  const environment = { MAX_EVENT_LOOP_DELAY_MS: delay, LOG_LEVEL: 'info' };
  api = await RunningApi.start(environment, { log: { write } });
};
const ask = () => api.fetch('/api/tasks');
const isRefused = async () => (await ask()).status === 503;

it('who comes while the event loop is blocked is refused at once, and served soon after', async () => {
  spans = new RecordedSpans();
  await start('200');
  expect((await ask()).status).toBe(200);
  blockEventLoop();
  await until(isRefused, 'a refusal');
  const refused = await api.send('POST', '/api/tasks', { title: 'A' });

  expect(refused.headers.get('retry-after')).toBe('1');
  await expectProblem(refused, 'overloaded');
  expect(await api.store.head()).toBe(0);
  await until(async () => (await ask()).status === 200, 'an answer');
});

it('health and readiness are told as ever', async () => {
  await start('200');
  blockEventLoop();
  await until(isRefused, 'a refusal');

  expect([(await api.fetch('/health')).status, (await api.fetch('/ready')).status]).toEqual([200, 200]);
  expect((await ask()).status).toBe(503);
});

it('the log says so once, not for each of the many', async () => {
  await start('200');
  blockEventLoop();
  await until(isRefused, 'a refusal');
  await Promise.all(Array.from({ length: 20 }, isRefused));

  const lines = log.trim().split('\n');
  expect(lines).toEqual([expect.stringContaining('overloaded: the event loop is more than 200 ms late')]);
});

it('nobody is refused where no delay is too long', async () => {
  await start('0');
  blockEventLoop();
  for (let n = 0; n < 20; n++) expect((await ask()).status).toBe(200);
});
