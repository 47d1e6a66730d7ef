import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Signal } from './signal.js';

let signal: Signal;
beforeEach(() => {
  jest.useFakeTimers();
  signal = new Signal();
});
afterEach(() => void jest.useRealTimers());

/** Waits and tells whether the wait is over. */
function waiting(ms: number): { over: boolean } {
  const state = { over: false };
  void signal.wait(ms).then(() => {
    state.over = true;
  });
  return state;
}

it('wakes the one who waits, at once and without a timer left behind', async () => {
  const wait = waiting(1_000);
  await jest.advanceTimersByTimeAsync(0);
  expect(wait.over).toBe(false);

  signal.give();
  await jest.advanceTimersByTimeAsync(0);

  expect(wait.over).toBe(true);
  expect(jest.getTimerCount()).toBe(0);
});

it('is kept for the next wait while nobody waits, once', async () => {
  signal.give();
  signal.give();

  const first = waiting(1_000);
  await jest.advanceTimersByTimeAsync(0);
  const second = waiting(1_000);
  await jest.advanceTimersByTimeAsync(0);

  expect([first.over, second.over]).toEqual([true, false]);
});

it('lets a wait end by itself', async () => {
  const wait = waiting(1_000);
  await jest.advanceTimersByTimeAsync(999);
  expect(wait.over).toBe(false);

  await jest.advanceTimersByTimeAsync(1);
  expect(wait.over).toBe(true);
});

it('given after a wait that ended by itself is kept', async () => {
  void signal.wait(10);
  await jest.advanceTimersByTimeAsync(10);
  signal.give();

  const wait = waiting(1_000);
  await jest.advanceTimersByTimeAsync(0);

  expect(wait.over).toBe(true);
});
