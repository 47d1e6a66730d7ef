import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { endWithBench, sayProgress } from '../../resources.js';
import { FOLDER } from './packages.js';

/** npm writes it last. */
const RECORD = join(FOLDER, 'node_modules/.package-lock.json');
const LOCK = join(FOLDER, 'package-lock.json');

/** Installs the peers where they are missing. @returns whether they are there */
export async function installPeers(): Promise<boolean> {
  if (changedAt(RECORD) > changedAt(LOCK)) return true;
  sayProgress('installing the other stores, some seconds, once');
  const args = ['ci', '--ignore-scripts', '--loglevel=error', '--no-progress'];
  const npm = spawn('npm', args, { cwd: FOLDER, stdio: ['ignore', 'ignore', 'pipe'] });
  endWithBench(npm);
  let output = '';
  npm.stderr.on('data', (text) => {
    output += text;
  });
  try {
    await once(npm, 'close');
  } catch (error) {
    output = String(error);
  }
  if (npm.exitCode === 0) return true;
  sayProgress(`the other stores could not be installed, and are left out: ${output.trim()}`);
  return false;
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
