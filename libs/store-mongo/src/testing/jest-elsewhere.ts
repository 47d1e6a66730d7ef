import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const COPIED = ['jest.config.mjs', 'jest.setup.mjs', 'package.json', 'libs/event-sourcing', 'libs/store-mongo'];

/** The options of a spec's server, and what its only test does. */
const SPECS = {
  quick: ['{}', 'return Promise.resolve();'],
  failing: ['{ own: true }', 'tell(server()); throw new Error("as asked");'],
  endless: ['{ own: true }', 'tell(server()); return new Promise(() => {});'],
} as const;

interface Told {
  readonly teller: number;
  readonly folder: string;
  readonly pids: readonly number[];
}

type Spec = keyof typeof SPECS;

const specOf = (name: Spec) => `
import { it } from '@jest/globals';
import { renameSync, writeFileSync } from 'node:fs';
import { describeWithMongo } from '#testing/store-mongo';

function tell(server) {
  writeFileSync('telling', JSON.stringify({ teller: process.pid, folder: server.folder, pids: server.pids() }));
  renameSync('telling', 'told');
}
describeWithMongo('${name} tests', (server) => {
  it('run', () => { ${SPECS[name][1]} }, 600_000);
}, ${SPECS[name][0]});
`;

/** Runs Jest in a project of its own, with these test helpers. It has no server, unless the stack stands beside it. */
export class JestElsewhere {
  readonly #folder = mkdtempSync(join(tmpdir(), 'clew-jest-'));
  readonly #project = join(this.#folder, 'project');
  #jest: ChildProcess | undefined;

  constructor({ withStack = false } = {}) {
    for (const path of COPIED) cpSync(join(ROOT, path), join(this.#project, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(this.#project, 'node_modules'));
    mkdirSync(join(this.#project, 'libs/elsewhere'));
    for (const name of Object.keys(SPECS)) this.#write(`libs/elsewhere/${name}.spec.ts`, specOf(name as Spec));
    mkdirSync(join(this.#folder, 'shared'));
    if (withStack) symlinkSync(resolve(ROOT, '../shared/stack'), join(this.#folder, 'shared/stack'));
  }

  /** To its end. */
  async run(spec: Spec, env: Readonly<Record<string, string>>, options: readonly string[] = []) {
    const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', `libs/elsewhere/${spec}`, ...options];
    const { PATH, TMPDIR, STACK_CACHE } = process.env;
    const child = spawn(process.execPath, jest, {
      cwd: this.#project,
      env: { PATH, TMPDIR, STACK_CACHE, ...env },
      stdio: 'pipe',
    });
    this.#jest = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        output += text;
      });
    }
    await once(child, 'exit');
    return { code: child.exitCode, output };
  }

  signal(signal: NodeJS.Signals): void {
    this.#jest?.kill(signal);
  }

  hasTold(): boolean {
    return existsSync(join(this.#project, 'told'));
  }

  /** Which server a test saw, and in which process. */
  told(): Told {
    return JSON.parse(readFileSync(join(this.#project, 'told'), 'utf8')) as Told;
  }

  remove(): void {
    this.signal('SIGKILL');
    if (this.hasTold()) endIfItRuns(this.told().teller);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(file: string, text: string): void {
    writeFileSync(join(this.#project, file), text);
  }
}

/** A worker of Jest's, which outlives it. */
function endIfItRuns(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
