import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { step } from './progress.mjs';
import { run } from './run.mjs';

const CONFIGURATION = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const ROOMS = ['apps', 'libs'];

/** Hash of all that went into the build; absent while one runs, so an interrupted build is done again. */
const STAMP = 'dist/.inputs';

export function buildNeeded(root) {
  const sources = sourcesOf(root);
  return (
    readIfThere(join(root, STAMP)) !== fingerprint(root, sources) ||
    sources.some((source) => !existsSync(join(root, outputOf(source))))
  );
}

export function build(root) {
  return step('Building', 'Built', async () => {
    const sources = sourcesOf(root);
    const inputs = fingerprint(root, sources);
    clear(root, sources);
    await run(process.execPath, ['node_modules/typescript/lib/tsc.js', '-p', 'tsconfig.build.json'], root);
    mkdirSync(join(root, 'dist'), { recursive: true });
    writeFileSync(join(root, STAMP), inputs);
  });
}

/** Outputs of removed sources go. After an interruption all goes: tsc does not see that an output is missing. */
function clear(root, sources) {
  const wanted = new Set(sources.map(outputOf));
  const present = filesBelow(root, 'dist').filter((file) => file.endsWith('.js'));
  const whole = existsSync(join(root, STAMP)) && [...wanted].every((file) => existsSync(join(root, file)));
  const unwanted = whole
    ? present.filter((file) => !wanted.has(file)).flatMap((file) => [file, `${file}.map`])
    : ['dist'];
  for (const path of [STAMP, ...unwanted]) rmSync(join(root, path), { recursive: true, force: true });
}

const sourcesOf = (root) =>
  ROOMS.flatMap((room) => entriesOf(root, room).map((entry) => `${room}/${entry.name}/src`))
    .flatMap((folder) => filesBelow(root, folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !/^libs\/[^/]+\/src\/testing\//.test(file));

const outputOf = (source) => `dist/${source.replace(/\.ts$/, '.js')}`;

function fingerprint(root, sources) {
  const hash = createHash('sha256');
  for (const file of [...CONFIGURATION, ...sources]) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

const entriesOf = (root, folder) =>
  existsSync(join(root, folder)) ? readdirSync(join(root, folder), { withFileTypes: true }) : [];

const filesBelow = (root, folder) =>
  entriesOf(root, folder)
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(root, `${folder}/${entry.name}`) : `${folder}/${entry.name}`))
    .toSorted();

const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
