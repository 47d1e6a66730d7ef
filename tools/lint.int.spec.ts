import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TemporaryTree } from './testing/temporary-tree.js';
import { answerOf } from './testing/tool.js';

const times = (count: number, line: string) => `${line}\n`.repeat(count);

/** What is forbidden, the rule that says so, a file that does it. */
const broken: [what: string, rule: string, file: string, text: string][] = [
  ['forwardRef', 'eslint(no-restricted-imports)', 'libs/a/src/ref.ts', "export { forwardRef } from '@nestjs/common';"],
  ['export *', 'clew(no-export-all)', 'libs/a/src/all.ts', "export * from './ref.js';"],
  ['export * as', 'clew(no-export-all)', 'libs/a/src/all-as.ts', "export * as ref from './ref.js';"],
  ['default export', 'import(no-default-export)', 'libs/a/src/default.ts', 'export default 1;'],
  ['default export in a tool', 'import(no-default-export)', 'tools/setup/default.mjs', 'export default 1;'],
  ['any', 'typescript(no-explicit-any)', 'libs/a/src/any.ts', 'export const it = (all: any[]) => all.length;'],
  ['any in a spec', 'typescript(no-explicit-any)', 'libs/a/src/any.spec.ts', 'export let it: any;'],
  ['@ts-ignore', 'typescript(ban-ts-comment)', 'libs/a/src/ignore.ts', '// @ts-ignore\nexport const it = 1;'],
  [
    '@ts-expect-error',
    'typescript(ban-ts-comment)',
    'apps/a/src/expect.ts',
    '// @ts-expect-error x\nexport const it = 1;',
  ],
  ['@ts-nocheck', 'typescript(ban-ts-comment)', 'libs/a/src/nocheck.ts', '// @ts-nocheck\nexport const it = 1;'],
  ['251 lines', 'eslint(max-lines)', 'libs/a/src/long.ts', `${times(250, '// line')}export const it = 1;`],
  [
    'a function of 41 lines',
    'eslint(max-lines-per-function)',
    'libs/a/src/f.ts',
    `export function f() {\n${times(39, '  f();')}}`,
  ],
  ['the time', 'eslint(no-restricted-properties)', 'libs/a/src/aggregate/now.ts', 'export const it = Date.now();'],
  ['a date of now', 'clew(no-current-time)', 'libs/a/src/aggregate/date.ts', 'export const it = new Date();'],
  ['a text of now', 'clew(no-current-time)', 'libs/a/src/aggregate/text.ts', 'export const it = Date();'],
  ['chance', 'eslint(no-restricted-properties)', 'libs/a/src/aggregate/chance.ts', 'export const it = Math.random();'],
  ...['crypto', 'performance', 'process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'globalThis'].map(
    (name): [string, string, string, string] => [
      `${name} in an aggregate`,
      'eslint(no-restricted-globals)',
      `libs/a/src/aggregate/${name}.ts`,
      `export const it = ${name};`,
    ],
  ),
];

const allowed: [what: string, file: string, text: string][] = [
  ['250 lines', 'libs/a/src/long-enough.ts', `${times(249, '// line')}export const it = 1;`],
  ['a function of 40 lines', 'libs/a/src/g.ts', `export function g() {\n${times(38, '  g();')}}`],
  ['a given date in an aggregate', 'libs/a/src/aggregate/given.ts', 'export const it = (at: string) => new Date(at);'],
  ['the time outside of an aggregate', 'libs/a/src/commands/now.ts', 'export const it = [Date.now(), new Date()];'],
  ['the time in an aggregate’s spec', 'libs/a/src/aggregate/a.spec.ts', 'export const it = [Date.now(), new Date()];'],
  ['a default export of a tool’s configuration', 'some.config.mjs', 'export default 1;'],
];

const tree = new TemporaryTree();
afterAll(() => tree.remove());

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

describe('a tree with violations', () => {
  let diagnostics: Diagnostic[] = [];

  beforeAll(async () => {
    tree.copy('.oxlintrc.json', 'tools/lint');
    for (const [, file, text] of allowed) tree.write(file, text);
    for (const [, , file, text] of broken) tree.write(file, text);
    const args = ['--deny-warnings', '--format', 'json'];
    ({ diagnostics } = await answerOf<{ diagnostics: Diagnostic[] }>('oxlint/bin/oxlint', args, tree.path));
  });

  const reported = (file: string) => diagnostics.filter(({ filename }) => filename === file).map(({ code }) => code);

  it.each(broken)('%s: %s', (_what, rule, file) => {
    expect(reported(file)).toEqual([rule]);
  });

  it.each(allowed)('allowed: %s', (_what, file) => {
    expect(reported(file)).toEqual([]);
  });
});
