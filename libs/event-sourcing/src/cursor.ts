import { InvalidCursor } from './errors.js';
import type { FieldValue } from './read-model.js';

interface SortBy {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

/** Where a page ended: the sort field's value and the id of its last document. */
export interface CursorKey {
  readonly value: FieldValue;
  readonly id: string;
}

/** Opaque to clients; it names its sort, so that it is refused under another. */
export function encodeCursor({ field, direction }: SortBy, { value, id }: CursorKey): string {
  return Buffer.from(JSON.stringify([field, direction, value, id])).toString('base64url');
}

/** @throws {InvalidCursor} */
export function decodeCursor({ field, direction }: SortBy, cursor: string): CursorKey {
  const parts = parse(cursor);
  if (!Array.isArray(parts) || parts.length !== 4) throw new InvalidCursor('not a cursor of this list');
  const [cursorField, cursorDirection, value, id] = parts as unknown[];
  if (cursorField !== field || cursorDirection !== direction) {
    throw new InvalidCursor('the cursor belongs to another sort');
  }
  if (!isFieldValue(value) || typeof id !== 'string') throw new InvalidCursor('not a cursor of this list');
  return { value, id };
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new InvalidCursor('not a cursor of this list');
  }
}

function isFieldValue(value: unknown): value is FieldValue {
  return value === null || typeof value === 'string' || Number.isFinite(value);
}
