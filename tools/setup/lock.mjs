import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { say } from './progress.mjs';

const POLL_MS = 200;
const ENDED = 'ended';

/**
 * One set-up at a time for a clone, until this process ends. Every holder makes the file with the next number and
 * leaves it behind: what its holder never removes cannot be removed by two who think it dead.
 */
export async function holdLock(root) {
  const folder = join(
    tmpdir(),
    `set-up-${userInfo().uid}-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`,
  );
  mkdirSync(folder, { recursive: true });
  for (let told = false; !tryLock(folder); told = true) {
    if (!told) say.line(`Waiting for another set-up of this folder (its lock: ${folder})`);
    await pause(POLL_MS);
  }
}

function tryLock(folder) {
  const last = lastNumber(folder);
  if (last > 0 && isAlive(join(folder, String(last)))) return false;
  const own = join(folder, String(last + 1));
  if (!create(own)) return false;
  // Someone slower than two others finds its number free again: only the highest one holds.
  if (lastNumber(folder) !== last + 1) {
    rmSync(own, { force: true });
    return false;
  }
  // Its process number may be another's tomorrow.
  process.once('exit', () => writeFileSync(own, ENDED));
  for (const number of numbers(folder)) if (number <= last) rmSync(join(folder, String(number)), { force: true });
  return true;
}

const numbers = (folder) => readdirSync(folder).map(Number);
const lastNumber = (folder) => Math.max(0, ...numbers(folder));

function create(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(file) {
  try {
    const holder = readFileSync(file, 'utf8');
    // Nothing written yet: 0 is this process's own group, alive.
    return holder !== ENDED && process.kill(Number(holder), 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
