import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TemporaryTree } from './testing/temporary-tree.js';
import { answerOf } from './testing/tool.js';

interface Named {
  readonly name: string;
}

interface Issue {
  readonly file: string;
  readonly files: readonly Named[];
  readonly exports: readonly Named[];
  readonly types: readonly Named[];
  readonly dependencies: readonly Named[];
  readonly unlisted: readonly Named[];
}

const tree = new TemporaryTree();
let issues: readonly Issue[] = [];
afterAll(() => tree.remove());

beforeAll(async () => {
  tree.copy('knip.json', 'package.json', 'tsconfig.json', 'jest.config.mjs', 'jest.setup.mjs');
  tree.link('node_modules');
  tree.write('apps/a/src/main.ts', "import { used } from '#libs/b';\nimport 'unlisted';\nused();\n");
  tree.write('libs/b/src/index.ts', "export { used, unused } from './b.js';\n");
  tree.write('libs/b/src/b.ts', 'export function used() {}\nexport const unused = 1;\nexport type Unused = 1;\n');
  tree.write('libs/b/src/nowhere.ts', 'export {};\n');
  // A build beside the sources, as after every set-up.
  tree.write('dist/libs/b/src/index.js', 'export {};\n');
  ({ issues } = await answerOf<{ issues: Issue[] }>('knip/bin/knip.js', ['--reporter', 'json'], tree.path));
});

const reported = (kind: Exclude<keyof Issue, 'file'>) =>
  issues.flatMap((issue) => issue[kind].map(({ name }) => `${issue.file}: ${name}`));

it('a file that nothing imports', () => {
  expect(reported('files')).toEqual(['libs/b/src/nowhere.ts: libs/b/src/nowhere.ts']);
});

it('what a file or a lib exports for nobody', () => {
  expect(reported('exports').toSorted()).toEqual(['libs/b/src/b.ts: unused', 'libs/b/src/index.ts: unused']);
  expect(reported('types')).toEqual(['libs/b/src/b.ts: Unused']);
});

it('a package that nothing imports, and one that package.json does not list', () => {
  expect(reported('dependencies')).toContain('package.json: fastify');
  expect(reported('unlisted')).toEqual(['apps/a/src/main.ts: unlisted']);
});
