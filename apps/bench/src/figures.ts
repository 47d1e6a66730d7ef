export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  const median = (at(sorted, Math.floor(middle)) + at(sorted, Math.ceil(middle))) / 2;
  return { median, lowest: at(sorted, 0), highest: at(sorted, sorted.length - 1) };
}

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new Error('no figure was measured');
  return value;
}

/** `12,345 (11,987–12,801)`; where all are alike that one figure. */
export function shown(values: readonly number[], digits = 0): string {
  const { median, lowest, highest } = spreadOf(values);
  if (lowest === highest) return decimal(median, digits);
  return `${decimal(median, digits)} (${decimal(lowest, digits)}–${decimal(highest, digits)})`;
}

export function decimal(value: number, digits = 0): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** What was measured in the same turn is compared, so that a slow minute counts on both sides. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((value, index) => value / at(theirs, index));
}
