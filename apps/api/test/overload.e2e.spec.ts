import { afterEach, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { until } from '#testing/event-sourcing';
import { RecordedSpans } from '#testing/tracing';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const STEP_MS = 300;
const LONG_STEP_MS = 1_500;
const NOTICE_MS = 20_000;

let spans: RecordedSpans | undefined;
let log = '';
const write = (line: string) => {
  // Beside the line that each request leaves.
  if (!line.includes('"duration_ms"')) log += line;
};
let api: RunningApi;
let load: Load | undefined;
afterEach(async () => {
  await load?.stop();
  load = undefined;
  await api.stop();
  await spans?.stop();
  spans = undefined;
  log = '';
});

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** As work does that never lets go for long. */
class Load {
  #isOver = false;
  readonly #ended = this.#run();

  async #run(): Promise<void> {
    while (!this.#isOver) {
      block(STEP_MS);
      await turn();
    }
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#ended;
  }
}

const start = async (delay: string) => {
  const environment = { MAX_EVENT_LOOP_DELAY_MS: delay, LOG_LEVEL: 'info' };
  api = await RunningApi.start(environment, { log: { write } });
};
const ask = () => api.fetch('/api/tasks');
const isRefused = async () => (await ask()).status === 503;

it('who comes while the event loop stays behind is refused, and served soon after', async () => {
  spans = new RecordedSpans();
  await start('100');
  load = new Load();
  await until(isRefused, 'a refusal', NOTICE_MS);
  const refused = await api.send('POST', '/api/tasks', { title: 'A' });

  expect(refused.headers.get('retry-after')).toBe('1');
  await expectProblem(refused, 'overloaded');
  expect(await api.store.head()).toBe(0);
  await load.stop();
  await until(async () => (await ask()).status === 200, 'an answer');
}, 60_000);

it('health and readiness are told as ever, and the log says so once, not for each of the many', async () => {
  await start('100');
  load = new Load();
  await until(isRefused, 'a refusal', NOTICE_MS);
  const statuses = await Promise.all(['/health', '/ready'].map(async (path) => (await api.fetch(path)).status));
  const refusals = await Promise.all(Array.from({ length: 20 }, isRefused));

  expect(statuses).toEqual([200, 200]);
  expect(refusals).not.toContain(false);
  expect(log.trim().split('\n')).toEqual([expect.stringContaining('overloaded: the event loop is over 100 ms late')]);
}, 60_000);

it('one long step refuses nobody', async () => {
  await start('500');
  for (let steps = 0; steps < 2; steps++) {
    block(LONG_STEP_MS);
    for (let n = 0; n < 50; n++) expect((await ask()).status).toBe(200);
  }
}, 60_000);

it('nobody is refused where no delay is too long', async () => {
  await start('0');
  load = new Load();
  for (let n = 0; n < 5; n++) expect((await ask()).status).toBe(200);
}, 60_000);
