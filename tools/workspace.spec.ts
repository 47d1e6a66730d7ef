import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './testing/temporary-tree.js';

const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

type Manifest = Partial<Record<(typeof KINDS)[number], Readonly<Record<string, string>>>>;

interface Locked extends Manifest {
  readonly resolved?: string;
  readonly integrity?: string;
}

interface LockFile {
  readonly packages: Readonly<Record<string, Locked>>;
}

interface Project {
  readonly type: string;
  readonly root: string;
  readonly sourceRoot: string;
  readonly entryFile: string;
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));

const folders = (room: string) => readdirSync(join(root, room)).map((name) => `${room}/${name}`);

describe('nest-cli.json', () => {
  const { projects } = read('nest-cli.json') as { readonly projects: Readonly<Record<string, Project>> };

  it.each([
    ['application', 'apps'],
    ['library', 'libs'],
  ])('lists each %s in %s, and no other', (kind, room) => {
    const listed = Object.values(projects).filter(({ type }) => type === kind);
    expect(listed.map((project) => project.root).toSorted()).toEqual(folders(room).toSorted());
  });

  it.each(Object.entries(projects))('finds the entry of %s', (name, project) => {
    expect(project.root.split('/')[1]).toBe(name);
    expect(existsSync(join(root, project.sourceRoot, `${project.entryFile}.ts`))).toBe(true);
  });
});

// What the bench installs for itself is pinned as well as the product's own.
describe.each(['.', 'apps/bench/peers'])('package-lock.json in %s', (folder) => {
  const { packages } = read(`${folder}/package-lock.json`) as LockFile;
  const { '': project, ...installed } = packages;
  const manifest = read(`${folder}/package.json`) as Manifest;

  it('agrees with package.json', () => {
    expect(KINDS.map((kind) => project?.[kind])).toEqual(KINDS.map((kind) => manifest[kind]));
  });

  it('names no registry, and each package by its content', () => {
    const wrong = Object.entries(installed).filter(
      ([, { resolved, integrity }]) => resolved !== undefined || !integrity,
    );
    expect(wrong.map(([path]) => path)).toEqual([]);
  });

  it('pins exact versions', () => {
    const versions = KINDS.flatMap((kind) => Object.values(manifest[kind] ?? {}));
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});
