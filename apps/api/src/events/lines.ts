import { MAX_COMMIT_BYTES } from '#libs/event-sourcing';
import { BrokenLine } from './failures.js';

/** More than the lines of a commit can be, also where each character of its data is escaped. */
export const MOST_BYTES = 8 * MAX_COMMIT_BYTES;

const NEW_LINE = 0x0a;

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
  /** False: the input ended before the line did. */
  readonly ended: boolean;
}

/**
 * The lines of each chunk. Not by `node:readline`, which ends a line also at characters that a JSON text may hold, and
 * reads one of any length.
 * @throws {BrokenLine} one is longer than any event
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly Line[]> {
  let number = 0;
  let begun: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEW_LINE); end >= 0; end = chunk.indexOf(NEW_LINE, start)) {
      const last = chunk.subarray(start, end);
      lines.push({ number: ++number, bytes: begun.length > 0 ? Buffer.concat([...begun, last]) : last, ended: true });
      [begun, size, start] = [[], 0, end + 1];
    }
    if (lines.length > 0) yield lines;
    if (start < chunk.length) begun.push(chunk.subarray(start));
    size += chunk.length - start;
    if (size > MOST_BYTES) throw new BrokenLine(number + 1, 'it is longer than any event');
  }
  if (size > 0) yield [{ number: number + 1, bytes: Buffer.concat(begun), ended: false }];
}
