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
