import { expect, it } from '@jest/globals';
import { Turns } from './turns.js';

const BATCHES_A_TURN = 16;

/** One who met others, and has won so many races since. */
function met(won: number): Turns {
  const turns = new Turns();
  turns.lost();
  for (let batch = 0; batch < won; batch++) turns.won();
  return turns;
}

it('a batch is small after a lost race, and twice as large after each that was won', () => {
  expect([0, 1, 2, 10].map((won) => met(won).most)).toEqual([8, 16, 32, 1_000]);
});

it('a pause is longer after each lost race, and shorter the longer an append has waited', async () => {
  const turns = met(0);
  const longest = [turns.longestPauseMs(0)];
  for (let lost = 1; lost <= 6; lost++) {
    await turns.pause(1);
    longest.push(turns.longestPauseMs(0));
  }

  expect(longest).toEqual([1, 2, 4, 8, 16, 32, 64]);
  expect([0.5, 0.75, 1].map((waited) => turns.longestPauseMs(waited))).toEqual([34, 19, 4]);
});

it('a pause is as long as round trips are, but never beyond a second', () => {
  const turns = met(0);
  for (let trip = 0; trip < 50; trip++) turns.took(20);
  expect(turns.longestPauseMs(0)).toBeCloseTo(20);

  for (let trip = 0; trip < 50; trip++) turns.took(5_000);
  expect(turns.longestPauseMs(0)).toBe(1_000);
});

it('one alone leaves no gap', async () => {
  const turns = new Turns();
  for (let batch = 0; batch < 10 * BATCHES_A_TURN; batch++) turns.won();

  expect(await turns.leaveGap()).toBe(false);
});

it('one of several leaves one gap after a turn', async () => {
  expect(await met(BATCHES_A_TURN - 1).leaveGap()).toBe(false);
  const turns = met(BATCHES_A_TURN);
  expect([await turns.leaveGap(), await turns.leaveGap()]).toEqual([true, false]);
});
