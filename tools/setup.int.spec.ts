import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '#testing/event-sourcing';
import { Clone } from './testing/clone.js';

const MAIN = 'dist/apps/a/src/main.js';
const HALF_A_BUILD = `
import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('dist/apps/a/src', { recursive: true });
writeFileSync('${MAIN}', 'half');
setInterval(() => undefined, 1_000);
`;
const NOTHING = { code: 0, output: '' };

let clone: Clone;
beforeEach(() => {
  clone = new Clone();
});
afterEach(() => clone.discard());

describe('installs', () => {
  it('and builds a fresh clone, telling each step, and then has nothing to do', async () => {
    const { code, output } = await clone.setUp();

    expect(output).toMatch(
      /^set-up {2}Installing packages \(about a minute the first time\) …\n(.*\n)*set-up {2}Packages installed in \d+\.\d s\nset-up {2}Building …\n(.*\n)*set-up {2}Built in \d+\.\d s\n$/,
    );
    expect(code).toBe(0);
    expect(clone.read(MAIN)).toContain('main = 1');
    expect(await clone.setUp()).toEqual(NOTHING);
    expect(clone.npmCalls()).toHaveLength(1);
  });

  it.each([
    ['a package is of another version', { version: '5.9.0', integrity: 'sha512-AAAA' }],
    ['a package has another content', { version: '6.0.0', integrity: 'sha512-BBBB' }],
    ['a package is missing', undefined],
  ])('again when %s', async (_, typescript) => {
    await clone.setUp();
    clone.writeJson('node_modules/.package-lock.json', { packages: { 'node_modules/typescript': typescript } });

    expect((await clone.setUp()).code).toBe(0);
    expect(clone.npmCalls()).toHaveLength(2);
  });

  it('again when an optional package is missing that is for this machine', async () => {
    const lockFile = JSON.parse(clone.read('package-lock.json')) as { packages: object };
    const here = { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] };
    clone.writeJson('package-lock.json', { packages: { ...lockFile.packages, 'node_modules/here': here } });
    await clone.setUp();

    expect((await clone.setUp()).code).toBe(0);
    expect(clone.npmCalls()).toHaveLength(2);
  });

  it('again when there is a package too many', async () => {
    await clone.setUp();
    const record = JSON.parse(clone.read('record.json')) as { packages: object };
    const packages = { ...record.packages, 'node_modules/left-over': { version: '1.0.0' } };
    clone.writeJson('node_modules/.package-lock.json', { packages });

    expect((await clone.setUp()).code).toBe(0);
    expect(clone.npmCalls()).toHaveLength(2);
  });

  it('again after an installation was interrupted', async () => {
    clone.write('hold', '');
    const interrupted = clone.start();
    await until(() => clone.has('node_modules/typescript'), 'half an installation');
    interrupted.kill();
    await interrupted.ended();
    clone.remove('hold');

    const { code, output } = await clone.setUp();

    expect(code).toBe(0);
    expect(output).not.toContain('Waiting');
    expect(clone.npmCalls()).toHaveLength(2);
    expect(clone.has(MAIN)).toBe(true);
  });

  it('again after an interruption that left the record of the installation before', async () => {
    await clone.setUp();
    clone.writeJson('package-lock.json', { packages: { 'node_modules/typescript': { version: '6.0.1' } } });
    clone.write('npm-fails', 'npm error nobody knows why\n');
    expect((await clone.setUp()).code).toBe(1);
    clone.write('package-lock.json', JSON.stringify({ packages: JSON.parse(clone.read('record.json')).packages }));
    clone.remove('npm-fails');

    expect((await clone.setUp()).code).toBe(0);
    expect(clone.npmCalls()).toHaveLength(3);
  });
});

describe('builds again', () => {
  beforeEach(() => clone.setUp());

  it('when a source has changed', async () => {
    clone.write('apps/a/src/main.ts', 'export const main = 2;\n');

    expect((await clone.setUp()).output).toContain('Built in');
    expect(clone.read(MAIN)).toContain('main = 2');
  });

  it('when a source has gone, whose output then goes too', async () => {
    clone.write('apps/a/src/extra.ts', 'export const extra = 1;\n');
    await clone.setUp();
    expect(clone.has('dist/apps/a/src/extra.js.map')).toBe(true);
    clone.remove('apps/a/src/extra.ts');

    expect((await clone.setUp()).code).toBe(0);
    expect(['extra.js', 'extra.js.map', 'main.js'].map((file) => clone.has(`dist/apps/a/src/${file}`))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('after a build was interrupted', async () => {
    clone.write('apps/a/src/main.ts', 'export const main = 2;\n');
    clone.remove('node_modules/typescript');
    clone.write('node_modules/typescript/lib/tsc.js', HALF_A_BUILD);
    const interrupted = clone.start();
    await until(() => clone.has(MAIN) && clone.read(MAIN) === 'half', 'half a build');
    interrupted.kill();
    await interrupted.ended();
    clone.remove('node_modules/typescript');
    clone.link('node_modules/typescript');

    expect((await clone.setUp()).code).toBe(0);
    expect(clone.read(MAIN)).toContain('main = 2');
  });

  it('but only once for declarations, and not for specs and test helpers', async () => {
    clone.write('apps/a/src/given.d.ts', 'declare const given: number;\n');
    await clone.setUp();
    clone.write('apps/a/src/main.spec.ts', 'export {};\n');
    clone.write('libs/b/src/testing/index.ts', 'export {};\n');

    expect(await clone.setUp()).toEqual(NOTHING);
  });
});

describe('one at a time', () => {
  it('two at once: one works, the other waits, says so, and finds all done', async () => {
    clone.write('hold', '');
    const first = clone.start();
    await until(() => clone.npmCalls().length === 1, 'npm');
    const second = clone.start();
    await second.said('Waiting for another set-up of this folder');
    clone.remove('hold');

    expect([await first.ended(), await second.ended()]).toEqual([0, 0]);
    expect(second.output).not.toMatch(/Installing|Building/);
    expect(clone.npmCalls()).toHaveLength(1);
  });

  it('many that find the lock of a dead one: still one at a time', async () => {
    clone.write('hold', '');
    const dead = clone.start();
    await until(() => clone.npmCalls().length === 1, 'npm');
    dead.kill();
    await dead.ended();
    const many = Array.from({ length: 6 }, () => clone.start());
    await until(() => many.filter(({ output }) => output.includes('Waiting')).length === 5, 'five that wait');
    clone.remove('hold');

    expect(await Promise.all(many.map((one) => one.ended()))).toEqual(many.map(() => 0));
    expect(clone.npmCalls()).toHaveLength(2);
  });

  it('one that has ended holds no lock, whoever gets its process number', async () => {
    await clone.setUp();

    const locks = execFileSync('grep', ['-rLE', '^[0-9]+$', join(clone.path, 'tmp')], { encoding: 'utf8' });
    expect(locks).toContain('/set-up-');
  });
});

describe('stops', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('with its npm by %s', async (signal) => {
    clone.write('hold', '');
    const setUp = clone.start();
    await until(() => clone.has('node_modules/typescript'), 'npm');

    setUp.signal(signal);

    expect(await setUp.ended()).toBe(1);
    expect(setUp.output).toContain(`was ended by ${signal}`);
    clone.remove('hold');
    expect(clone.has('node_modules/.package-lock.json')).toBe(false);
  });
});
