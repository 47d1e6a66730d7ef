import type { CursorKey } from './cursor.js';
import type { FieldValue } from './read-model.js';

/** Null, then numbers, then strings by their UTF-8 bytes; ties by id. */
export function compareKeys(a: CursorKey, b: CursorKey): number {
  return compareValues(a.value, b.value) || compareText(a.id, b.id);
}

function compareValues(a: FieldValue, b: FieldValue): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return rank(a) - rank(b);
}

function rank(value: FieldValue): number {
  if (value === null) return 0;
  return typeof value === 'number' ? 1 : 2;
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
