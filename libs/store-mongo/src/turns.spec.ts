import { expect, it } from '@jest/globals';
import { Turns } from './turns.js';

const BATCHES_A_TURN = 16;
const BATCHES_ALONE = 128;

/** One who met others, and has won so many races since. */
function met(won: number): Turns {
  const turns = new Turns();
  turns.lost();
  for (let batch = 0; batch < won; batch++) turns.won();
  return turns;
}

it('a batch is small after a lost race, and twice as large after each that was won', () => {
  expect([0, 1, 2, 10].map((won) => met(won).most)).toEqual([64, 128, 256, 1_000]);
});

it('a pause is longer after each lost race, and shorter the longer an append has waited', async () => {
  const turns = met(0);
  const longest = [turns.longestPauseMs(0)];
  for (let lost = 1; lost <= 5; lost++) {
    await turns.pause(1);
    longest.push(turns.longestPauseMs(0));
  }

  expect(longest).toEqual([1, 2, 4, 8, 16, 16]);
  expect([0.125, 0.25, 1].map((waited) => turns.longestPauseMs(waited))).toEqual([9, 2, 2]);
});

it('a pause is as long as round trips are, but never beyond a second', () => {
  const turns = met(0);
  for (let trip = 0; trip < 50; trip++) turns.took(20);
  expect(turns.longestPauseMs(0)).toBeCloseTo(20);

  for (let trip = 0; trip < 50; trip++) turns.took(5_000);
  expect(turns.longestPauseMs(0)).toBe(1_000);
});

it('one alone leaves a gap seldom, since nobody who is kept out can be seen', async () => {
  const turns = new Turns();
  for (let batch = 1; batch < BATCHES_ALONE; batch++) turns.won();
  expect(await turns.leaveGap()).toBe(false);
  turns.won();
  expect(await turns.leaveGap()).toBe(true);
});

it('one of several leaves one gap after a turn', async () => {
  expect(await met(BATCHES_A_TURN - 1).leaveGap()).toBe(false);
  const turns = met(BATCHES_A_TURN);
  expect([await turns.leaveGap(), await turns.leaveGap()]).toEqual([true, false]);
});

it('a gap is long enough for others to read where the log ends and to send a batch', async () => {
  const began = performance.now();
  await met(BATCHES_A_TURN).leaveGap();

  expect(performance.now() - began).toBeGreaterThan(4);
});
