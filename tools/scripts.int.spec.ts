import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { root, TemporaryTree } from './testing/temporary-tree.js';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

it('no script rests on a pre or post script, which npm passes over under ignore-scripts', () => {
  expect(readFileSync(join(root, '.npmrc'), 'utf8')).toContain('ignore-scripts=true');
  expect(Object.keys(scripts).filter((name) => /^(pre|post)/.test(name))).toEqual([]);
});

it.each(['start', 'test', 'check', 'bench', 'dev', 'events'])('npm run %s sets a bare clone up first', (name) => {
  expect(scripts[name]).toMatch(/^node tools\/setup\.mjs && /);
});

it.each(['start', 'test', 'bench', 'events'])('npm run %s runs on the Node that its own set-up has brought', (name) => {
  const tree = new TemporaryTree();
  const brought = '#!/bin/sh\necho brought: $*\n';
  tree.writeProgram('machine/node', `#!/bin/sh\nprintf '${brought}' >packages/node && chmod +x packages/node\n`);
  tree.write('packages/.keep', '');
  const PATH = [join(tree.path, 'packages'), join(tree.path, 'machine'), '/usr/bin', '/bin'].join(':');

  // This shell, unlike others, remembers where it has found a program.
  const args = ['--posix', '--norc', '-c', scripts[name] ?? ''];
  const { stdout } = spawnSync('bash', args, { cwd: tree.path, env: { PATH }, stdio: ['ignore', 'pipe', 'ignore'] });
  tree.remove();

  expect(String(stdout)).toMatch(/^brought: --/);
});
