import { expect, it } from '@jest/globals';
import { ratios, shown, spreadOf } from './figures.js';

it.each([
  [[4], { median: 4, lowest: 4, highest: 4 }],
  [[9, 1, 5], { median: 5, lowest: 1, highest: 9 }],
  [[10, 2, 4, 1], { median: 3, lowest: 1, highest: 10 }],
])('the spread of %j', (values, spread) => {
  expect(spreadOf(values)).toEqual(spread);
});

it('there is no spread of nothing', () => {
  expect(() => spreadOf([])).toThrow('no figure was measured');
});

it.each([
  [[12_345.4, 11_987, 12_801], 0, '12,345 (11,987–12,801)'],
  [[0.5, 0.25], 2, '0.38 (0.25–0.50)'],
  [[4, 4], 0, '4'],
])('%j with %i digits reads %s', (values, digits, text) => {
  expect(shown(values, digits)).toBe(text);
});

it('compares what was measured in the same turn', () => {
  expect(ratios([10, 30], [20, 40])).toEqual([0.5, 0.75]);
});
