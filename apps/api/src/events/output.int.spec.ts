import { afterAll, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOutput } from './output.js';

const folder = mkdtempSync(join(tmpdir(), 'clew-output-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { signal } = new AbortController();
const names = () => readdirSync(folder);
const clear = () => {
  for (const name of names()) rmSync(join(folder, name));
};

it('a file stands in its place when it is finished, and as it was before until then', async () => {
  const file = join(folder, 'log');
  writeFileSync(file, 'before');
  const output = openOutput(file, signal);
  await output.write('one\n');
  await output.write('two\n');
  expect(readFileSync(file, 'utf8')).toBe('before');
  await output.finish();

  expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
  expect(names()).toEqual(['log']);
  clear();
});

it('a discarded one leaves nothing', async () => {
  const output = openOutput(join(folder, 'log'), signal);
  await output.write('one\n');
  expect(names()).toHaveLength(1);
  output.discard();

  expect(names()).toEqual([]);
});

it('a link goes on leading to its file', async () => {
  writeFileSync(join(folder, 'file'), 'before');
  symlinkSync('file', join(folder, 'link'));
  const output = openOutput(join(folder, 'link'), signal);
  await output.write('one\n');
  await output.finish();

  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('one\n');
  expect(names().sort()).toEqual(['file', 'link']);
  clear();
});
