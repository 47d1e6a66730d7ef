import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Readable } from 'node:stream';
import { BrokenLine } from './failures.js';
import { type Line, MOST_BYTES, splitLines } from './lines.js';

async function linesIn(chunks: Iterable<Buffer>): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const some of splitLines(Readable.from(chunks))) lines.push(...some);
  return lines;
}

it('lines are what stands between new lines, wherever the chunks begin', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '€', '\u{1f9f6}', '\r', '\u2028', '\n', '\n') });
  const property = fc.asyncProperty(text, fc.array(fc.nat(80)), async (given, cuts) => {
    const bytes = Buffer.from(given);
    const edges = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
    const lines = await linesIn(edges.slice(1).map((end, index) => bytes.subarray(edges[index], end)));

    const expected = given.split('\n');
    const last = expected.pop();
    expect(lines).toEqual([
      ...expected.map((line, index) => ({ number: index + 1, bytes: Buffer.from(line), ended: true })),
      ...(last ? [{ number: expected.length + 1, bytes: Buffer.from(last), ended: false }] : []),
    ]);
  });

  await fc.assert(property, { numRuns: 300 });
});

it('a line that never ends is refused before it fills the memory, after the lines before it', async () => {
  let made = 0;
  function* endless() {
    yield Buffer.from('first\nsecond');
    for (;;) {
      made += 1024 * 1024;
      yield Buffer.alloc(1024 * 1024, 'x');
    }
  }
  const seen: number[] = [];
  const reading = (async () => {
    for await (const lines of splitLines(Readable.from(endless()))) seen.push(...lines.map(({ number }) => number));
  })();

  await expect(reading).rejects.toEqual(new BrokenLine(2, 'it is longer than any event'));
  expect(seen).toEqual([1]);
  expect(made).toBeLessThan(MOST_BYTES + 64 * 1024 * 1024);
});
