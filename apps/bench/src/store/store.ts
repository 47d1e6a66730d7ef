import { join } from 'node:path';
import type { Sizes } from '../options.js';
import { temporaryFolder } from '../resources.js';
import { measureAppends } from './append.js';
import { measureReplay } from './replay.js';

/** The SQLite store beside its driver, on the same disk. */
export async function measureStore({ appends, replayed, runs }: Sizes): Promise<string> {
  const folder = temporaryFolder();
  let files = 0;
  const nextFile = () => join(folder, `${++files}.db`);
  return `${await measureAppends(appends, runs, nextFile)}\n${await measureReplay(replayed, runs, nextFile())}`;
}
