import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { until } from '#testing/event-sourcing';
import { root, TemporaryTree } from './temporary-tree.js';

const INTEGRITY = 'sha512-AAAA';
const packages = { 'node_modules/typescript': { version: '6.0.0', integrity: INTEGRITY } };

/** Installs as npm does: what was there goes first, the record comes last. Waits while there is a file `hold`. */
const NPM = `#!/bin/sh
echo "$*" >>npm-calls
if [ -f npm-fails ]; then cat npm-fails; exit 1; fi
rm -rf node_modules
mkdir -p node_modules/.bin
ln -s ${root}/node_modules/typescript node_modules/typescript
if [ -f bundled-node ]; then cp -p bundled-node node_modules/.bin/node; fi
while [ -f hold ]; do sleep 0.02; done
cp record.json node_modules/.package-lock.json
`;

const compilerOptions = {
  module: 'nodenext',
  target: 'es2023',
  lib: ['es5'],
  types: [],
  rootDir: '.',
  outDir: 'dist',
  sourceMap: true,
};

/** A fresh clone of a small project with this repository's set-up and an npm that needs no registry. */
export class Clone extends TemporaryTree {
  readonly #running = new Set<SetUp>();

  constructor() {
    super();
    this.copy('tools/setup.mjs', 'tools/setup');
    this.writeJson('package.json', { type: 'module', engines: { node: '>=20.0' } });
    this.writeJson('package-lock.json', { lockfileVersion: 3, packages: { '': {}, ...packages } });
    this.writeJson('record.json', { packages });
    this.writeJson('tsconfig.json', {});
    this.writeJson('tsconfig.build.json', { compilerOptions, include: ['apps/*/src', 'libs/*/src'] });
    this.write('apps/a/src/main.ts', 'export const main = 1;\n');
    this.write('libs/b/src/index.ts', 'export const b = 1;\n');
    this.write('tmp/not-a-lock', '');
    this.writeProgram('bin/npm', NPM);
  }

  writeJson(file: string, content: object): void {
    this.write(file, JSON.stringify(content));
  }

  /** Starts a set-up; nothing of this machine but Node and a shell is in its environment. */
  start(environment: Readonly<Record<string, string>> = {}): SetUp {
    const setUp = new SetUp(this.path, {
      PATH: [join(this.path, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
      TMPDIR: join(this.path, 'tmp'),
      ...environment,
    });
    this.#running.add(setUp);
    return setUp;
  }

  /** A whole set-up, to its end. */
  async setUp(environment?: Readonly<Record<string, string>>): Promise<{ code: unknown; output: string }> {
    const setUp = this.start(environment);
    const code = await setUp.ended();
    return { code, output: setUp.output };
  }

  /** How npm was called, each time. */
  npmCalls(): string[] {
    return this.has('npm-calls') ? this.read('npm-calls').split('\n').slice(0, -1) : [];
  }

  discard(): void {
    for (const setUp of this.#running) setUp.kill();
    this.remove();
  }
}

/** A set-up as a process, with all that it starts. */
export class SetUp {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  output = '';

  constructor(folder: string, env: Readonly<Record<string, string>>) {
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    this.#child = spawn(process.execPath, ['tools/setup.mjs'], { cwd: folder, env, detached: true, stdio: [...stdio] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (text) => {
        this.output += text;
      });
    }
    this.#closed = once(this.#child, 'close');
  }

  said(text: string): Promise<void> {
    return until(() => this.output.includes(text), `"${text}" of the set-up`);
  }

  async ended(): Promise<number | NodeJS.Signals | null> {
    await this.#closed;
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** With all that it started, as a power cut does. */
  kill(): void {
    try {
      process.kill(-(this.#child.pid ?? 0), 'SIGKILL');
    } catch {
      // All have ended.
    }
  }
}
