import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

it('no script rests on a pre or post script, which npm passes over under ignore-scripts', () => {
  expect(readFileSync(`${ROOT}.npmrc`, 'utf8')).toContain('ignore-scripts=true');
  expect(Object.keys(scripts).filter((name) => /^(pre|post)/.test(name))).toEqual([]);
});

it.each(['start', 'test', 'check', 'bench', 'dev'])('npm run %s sets a bare clone up first', (name) => {
  expect(scripts[name]).toMatch(/^node tools\/setup\.mjs && /);
});
