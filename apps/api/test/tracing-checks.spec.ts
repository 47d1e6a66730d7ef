import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PAGE = readFileSync(`${ROOT}docs/tracing-checks.md`, 'utf8');
const rows = [...PAGE.matchAll(/^\| ([A-Z][^|]+?) \| [^|]+ \| `([^`|]+)` \| ([^|]+?) \|$/gm)];

/** A line that names a test or a group of tests. */
const isTitle = (line: string) => /^\s*(?:(?:it|describe)\b|\]\)\(|['"`])/.test(line);

it.each(rows.map(([, check = '', file = '', test = '']) => [check, file, test]))(
  '%s is shown by a test of %s: %s',
  (_check, file, test) => {
    const titles = readFileSync(`${ROOT}${file}`, 'utf8').split('\n').filter(isTitle).join('\n');
    expect(titles).toContain(test);
  },
);

it('every check that is due has a line', () => {
  const due = [
    'K-1',
    'K-2',
    'K-3',
    'K-4',
    'K-5',
    'S1',
    'S2',
    'S3',
    'S4',
    'S5',
    'S6',
    'S6e',
    'BP1',
    'BP2',
    'BP3',
    'BP4',
    'BP7',
    'EX1',
    'EX2',
    'EX3',
    'EX4',
    'EX5',
    'BP5',
    'BP6',
    'T1',
    'T2',
    'T3',
    'T4',
    'T5',
    'T6',
    'T7',
  ];

  expect(rows.map(([, check]) => check)).toEqual(expect.arrayContaining(due));
});
