import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { platformFits } from './platform.mjs';
import { step } from './progress.mjs';
import { run } from './run.mjs';

/** npm's own record of what it installed; written last, so an interrupted installation has none. */
const RECORD = 'node_modules/.package-lock.json';

export function installNeeded(root) {
  if (!existsSync(join(root, RECORD))) return true;
  const installed = packagesOf(join(root, RECORD));
  const { '': _project, ...locked } = packagesOf(join(root, 'package-lock.json'));
  return (
    Object.keys(installed).some((path) => !(path in locked)) ||
    Object.entries(locked).some(([path, entry]) => !satisfied(entry, installed[path]))
  );
}

export function install(root) {
  return step('Installing packages (about a minute the first time)', 'Packages installed', () => {
    rmSync(join(root, RECORD), { force: true });
    // Named, since NODE_ENV=production would leave out the compiler. Warnings about the engine are for other Nodes.
    return run('npm', ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-progress'], root);
  });
}

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

function satisfied(entry, installed) {
  if (installed) return installed.version === entry.version && installed.integrity === entry.integrity;
  const forThisMachine = (entry.os || entry.cpu || entry.libc) && platformFits(entry);
  return entry.optional === true && !forThisMachine;
}
