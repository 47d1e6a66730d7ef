import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { root, TemporaryTree } from './testing/temporary-tree.js';
import { answerOf } from './testing/tool.js';

/** Rule, file that breaks it, what that imports. */
const broken: [rule: string, file: string, imports: string][] = [
  ['aggregate-is-pure', 'libs/plants/src/aggregate/nest.ts', '@nestjs/common'],
  ['aggregate-is-pure', 'libs/plants/src/aggregate/nest-type.ts', 'type @nestjs/common'],
  ['aggregate-is-pure', 'libs/plants/src/aggregate/node.ts', 'node:crypto'],
  ['aggregate-is-pure', 'libs/plants/src/aggregate/plant.events.ts', 'uuid'],
  ['aggregate-is-pure', 'libs/plants/src/aggregate/mechanism.ts', '#libs/cqrs'],
  ['aggregate-knows-only-itself', 'libs/plants/src/aggregate/plants.ts', '../commands/create-plant.js'],
  ['commands-know-the-aggregate', 'libs/plants/src/commands/read.ts', '../queries/get-plants.js'],
  ['commands-know-the-aggregate', 'libs/plants/src/commands/answer.ts', '../http/plants.controller.js'],
  ['queries-and-publishers-know-events', 'libs/plants/src/queries/decide.ts', '../aggregate/plant.js'],
  ['queries-and-publishers-know-events', 'libs/plants/src/queries/command.ts', '../commands/create-plant.js'],
  ['queries-and-publishers-know-events', 'libs/plants/src/publishers/decide.ts', '../aggregate/plant.js'],
  ['http-knows-commands-and-queries', 'libs/plants/src/http/decide.ts', '../aggregate/plant.js'],
  ['http-knows-commands-and-queries', 'libs/plants/src/http/publish.ts', '../publishers/plant-events.publisher.js'],
  ['only-index-between-libs', 'libs/plants/src/inside.ts', '../../cqrs/src/user.js'],
  ['only-index-between-libs', 'apps/api/src/inside.ts', '../../../libs/cqrs/src/user.js'],
  ['libs-know-no-app', 'libs/cqrs/src/app.ts', '../../../apps/api/src/config.js'],
  ['testing-is-for-specs', 'libs/cqrs/src/testing-outside.ts', '#testing/store-sqlite'],
  ['testing-is-for-specs', 'apps/bench/src/testing-outside.ts', '#testing/store-sqlite'],
  ['test-tools-are-for-specs', 'libs/cqrs/src/tool.ts', '@jest/globals'],
  ['kernel-imports-nothing', 'libs/event-sourcing/src/nest.ts', '@nestjs/common'],
  ['kernel-imports-nothing', 'libs/event-sourcing/src/node.ts', 'node:crypto'],
  ['kernel-imports-nothing', 'libs/event-sourcing/src/lib.ts', '#libs/cqrs'],
  ['kernel-testing-imports-test-tools', 'libs/event-sourcing/src/testing/nest.ts', '@nestjs/common'],
  ['kernel-testing-imports-test-tools', 'libs/event-sourcing/src/testing/lib.ts', '#libs/cqrs'],
  ['store-imports-kernel-and-driver', 'libs/store-sqlite/src/lib.ts', '#libs/cqrs'],
  ['store-imports-kernel-and-driver', 'libs/store-sqlite/src/package.ts', 'uuid'],
  ['store-knows-nest-in-its-module', 'libs/store-sqlite/src/nest.ts', '@nestjs/common'],
  ['store-knows-nest-in-its-module', 'libs/store-mongo/src/nest-mongoose.ts', '@nestjs/mongoose'],
  ['sqlite-in-one-lib', 'libs/store-memory/src/sqlite.ts', 'node:sqlite'],
  ['client-imports-its-types-alone', 'libs/client/src/problems.ts', '#libs/http'],
  ['client-imports-its-types-alone', 'libs/client/src/nest.ts', '@nestjs/common'],
  ['client-imports-its-types-alone', 'libs/client/src/node.ts', 'node:crypto'],
  ['mongo-in-one-lib', 'libs/store-sqlite/src/mongoose.ts', 'mongoose'],
  ['mongo-in-one-lib', 'libs/plants/src/driver.ts', 'mongodb'],
  ['mongo-in-one-lib', 'libs/tracing/src/driver.ts', 'mongoose'],
  ['mongo-in-one-lib', 'libs/plants/src/plants.module.ts', '@nestjs/mongoose'],
  ['mongo-in-one-lib', 'apps/api/test/mongoose.e2e.spec.ts', 'mongoose'],
  ['opentelemetry-sdk-where-spans-are-processed', 'libs/tracing/src/sdk.ts', '@opentelemetry/sdk-trace'],
  ['opentelemetry-sdk-where-spans-are-processed', 'libs/plants/src/sdk.spec.ts', '@opentelemetry/core'],
  ['opentelemetry-sdk-where-spans-are-processed', 'apps/api/src/sdk.ts', '@opentelemetry/exporter-trace-otlp-http'],
  ['opentelemetry-api-where-spans-are-opened', 'libs/http/src/api.ts', '@opentelemetry/api'],
  ['no-cycles', 'libs/cqrs/src/cycle.ts', './user.js'],
  ['folder-has-a-meaning', 'libs/cqrs/src/utils/nothing.ts', ''],
  ['folder-has-a-meaning', 'apps/api/src/common/nothing.ts', ''],
  ['folder-has-a-meaning', 'libs/shared/src/nothing.ts', ''],
  ['two-levels-of-folders', 'libs/plants/src/http/a/b/nothing.ts', ''],
  ['one-index-a-lib', 'libs/plants/src/http/index.ts', ''],
];

/** Exceptions that a rule must leave. */
const allowed: [file: string, imports: string][] = [
  ['libs/plants/src/aggregate/aggregate.module.ts', '@nestjs/common'],
  ['libs/plants/src/aggregate/plant.spec.ts', '@jest/globals'],
  ['libs/plants/src/aggregate/plant-fields.ts', 'zod'],
  ['libs/plants/src/aggregate/recorded.ts', '#libs/event-sourcing'],
  ['libs/plants/src/http/plant.responses.ts', 'type ../aggregate/plant.js'],
  ['libs/plants/src/queries/plants.projection.ts', '../aggregate/plant-fields.js'],
  ['libs/plants/src/queries/get-plants.int.spec.ts', '#testing/store-sqlite'],
  ['libs/plants/src/telemetry.ts', '@opentelemetry/api'],
  ['libs/event-sourcing/src/testing/tool.ts', '@jest/globals'],
  ['libs/store-sqlite/src/store-sqlite.module.ts', '@nestjs/common'],
  ['libs/store-sqlite/src/driver.ts', 'node:sqlite'],
  ['libs/store-mongo/src/driver.ts', 'mongoose'],
  ['libs/store-mongo/src/store-mongo.module.ts', '@nestjs/mongoose'],
  ['libs/tracing/src/start-tracing.ts', '@opentelemetry/sdk-node'],
  ['libs/tracing/src/mongodb-spans.ts', '@opentelemetry/instrumentation-mongodb'],
  ['libs/tracing/src/testing/exporter.ts', '@opentelemetry/sdk-trace'],
  ['libs/tracing/src/testing/watched-driver.ts', 'mongoose'],
  ['apps/bench/src/sink.ts', '@opentelemetry/core'],
];

/** What the files above import. */
const soil: [file: string, imports: string][] = [
  ['libs/plants/src/aggregate/plant.ts', ''],
  ['libs/plants/src/commands/create-plant.ts', ''],
  ['libs/plants/src/queries/get-plants.ts', ''],
  ['libs/plants/src/publishers/plant-events.publisher.ts', ''],
  ['libs/plants/src/http/plants.controller.ts', ''],
  ['libs/event-sourcing/src/index.ts', ''],
  ['libs/cqrs/src/index.ts', ''],
  ['libs/cqrs/src/user.ts', './cycle.js'],
  ['libs/store-sqlite/src/testing/index.ts', ''],
  ['apps/api/src/config.ts', ''],
];

const tree = new TemporaryTree();
afterAll(() => tree.remove());

interface Named {
  readonly name: string;
}

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: Named }[];
    readonly ruleSetUsed: { readonly forbidden: readonly Named[]; readonly required: readonly Named[] };
  };
}

function cruise(folder: string): Promise<Cruise> {
  const args = ['--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json', 'apps', 'libs', 'tools'];
  return answerOf<Cruise>('dependency-cruiser/bin/dependency-cruise.mjs', args, folder);
}

function plant(file: string, imports: string): void {
  const [, type = '', from] = /^(type )?(.*)$/.exec(imports) ?? [];
  tree.write(file, from ? `import ${type}* as it from '${from}';\nexport { it };\n` : 'export {};\n');
}

describe('a tree with violations', () => {
  let summary: Cruise['summary'];

  beforeAll(async () => {
    tree.copy('package.json', 'tsconfig.json', 'tools/lint');
    tree.link('node_modules');
    for (const [file, imports] of [...soil, ...allowed]) plant(file, imports);
    for (const [, file, imports] of broken) plant(file, imports);
    ({ summary } = await cruise(tree.path));
  });

  const reported = (file: string) => [
    ...new Set(summary.violations.filter(({ from }) => from === file).map(({ rule }) => rule.name)),
  ];

  it.each(broken)('%s: %s', (rule, file) => {
    expect(reported(file)).toEqual([rule]);
  });

  it.each(allowed)('allowed: %s imports %s', (file) => {
    expect(reported(file)).toEqual([]);
  });

  it('breaks each rule', () => {
    const { forbidden, required } = summary.ruleSetUsed;
    const names = [...forbidden, ...required].map(({ name }) => name);
    expect([...new Set(broken.map(([rule]) => rule))].sort()).toEqual(names.sort());
  });
});

it('this tree keeps the rules', async () => {
  const { modules, summary } = await cruise(root);
  expect(modules).toContainEqual(expect.objectContaining({ source: 'libs/tasks/src/aggregate/task.ts' }));
  expect(summary.violations).toEqual([]);
});
