import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { step } from './progress.mjs';
import { run } from './run.mjs';

const CONFIGURATION = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const ROOMS = ['apps', 'libs'];

/** Hash of all that went into the build; written last, so that an interrupted build is done again. */
const STAMP = 'dist/.inputs';

export function buildNeeded(root) {
  return !existsSync(join(root, STAMP)) || readFileSync(join(root, STAMP), 'utf8') !== fingerprint(root);
}

export function build(root) {
  return step('Building', 'Built', async () => {
    const inputs = fingerprint(root);
    // All of it, so that nothing stays of removed sources: building only what changed is hardly faster.
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    await run(process.execPath, ['node_modules/typescript/lib/tsc.js', '-p', 'tsconfig.build.json'], root);
    writeFileSync(join(root, STAMP), inputs);
  });
}

function fingerprint(root) {
  const hash = createHash('sha256');
  for (const file of [...CONFIGURATION, ...sourcesOf(root)]) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

const sourcesOf = (root) =>
  ROOMS.flatMap((room) => entriesOf(root, room).map((entry) => `${room}/${entry.name}/src`))
    .flatMap((folder) => filesBelow(root, folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !/^libs\/[^/]+\/src\/testing\//.test(file));

const filesBelow = (root, folder) =>
  entriesOf(root, folder)
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(root, `${folder}/${entry.name}`) : `${folder}/${entry.name}`))
    .toSorted();

const entriesOf = (root, folder) =>
  existsSync(join(root, folder)) ? readdirSync(join(root, folder), { withFileTypes: true }) : [];
