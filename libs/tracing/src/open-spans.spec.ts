import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { Span } from '@opentelemetry/sdk-trace';
import { OpenSpans } from './open-spans.js';

const warnings: string[] = [];
const silent = () => {};
let now = 0;
let watch: OpenSpans;
beforeEach(() => {
  jest.useFakeTimers();
  now = 0;
  warnings.length = 0;
  const log = { error: silent, warn: (message: string) => void warnings.push(message), info: silent, debug: silent };
  watch = new OpenSpans(log, () => now);
});
afterEach(async () => {
  await watch.shutdown();
  jest.useRealTimers();
});

const span = (name: string, spanId: string) => ({ name, spanContext: () => ({ spanId }) }) as unknown as Span;
const pass = (ms: number) => {
  now += ms;
  jest.advanceTimersByTime(ms);
};

it('T3 names spans that nobody ends for a minute, each once', () => {
  for (let n = 0; n < 3; n++) watch.onStart(span('fetch_task', `a${n}`));
  watch.onStart(span('create_task', 'b'));
  const ended = span('create_task', 'c');
  watch.onStart(ended);
  pass(50_000);
  watch.onStart(span('young', 'd'));
  watch.onEnd(ended);
  expect(warnings).toEqual([]);
  pass(10_000);
  expect(warnings).toEqual(['3 spans fetch_task not ended after 60 s', '1 span create_task not ended after 60 s']);
  pass(40_000);
  expect(warnings).toHaveLength(2);
  pass(10_000);
  expect(warnings.slice(2)).toEqual(['1 span young not ended after 60 s']);
});

it('T4 remembers a bounded number of them', () => {
  for (let n = 0; n < 20_000; n++) watch.onStart(span('leak', String(n)));
  pass(60_000);

  expect(warnings).toEqual(['10000 spans leak not ended after 60 s']);
});
