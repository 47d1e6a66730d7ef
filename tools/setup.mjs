/**
 * Makes a fresh clone able to run: checks Node, installs packages, builds. Runs before `npm start` and `npm test`, on the
 * machine's own Node, which may be older than the one that the product runs on: no dependencies, Node 20 syntax.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, buildNeeded } from './setup/build.mjs';
import { whatToDo } from './setup/failures.mjs';
import { holdLock } from './setup/lock.mjs';
import { dropUnusableNode, nodeProblem } from './setup/node-version.mjs';
import { install, installNeeded } from './setup/packages.mjs';
import { say } from './setup/progress.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function setUp() {
  const problem = nodeProblem(root);
  if (problem) throw new Error(problem);
  if (!installNeeded(root) && !buildNeeded(root)) return;
  await holdLock(root);
  // Another set-up may have done it all while this one waited.
  if (installNeeded(root)) await install(root);
  dropUnusableNode(root);
  if (buildNeeded(root)) await build(root);
}

try {
  await setUp();
} catch (error) {
  say.failure(whatToDo(error));
  process.exitCode = 1;
}
