// Who may import whom. `tools/architecture.int.spec.ts` breaks each rule once.
const TEST = String.raw`\.spec\.ts$|^libs/[^/]+/src/testing/|^apps/[^/]+/test/|^tools/testing/`;
const NEST = 'node_modules/@nestjs/';
const SQLITE = '^node:sqlite$';
const MONGO = 'node_modules/(mongoose|mongodb|@nestjs/mongoose)/';
const KERNEL = '^libs/event-sourcing/src/index.ts$';

/** What the aggregate publishes: stored events, the rules of their fields, who may do what, refusals. */
const WORDS = String.raw`^libs/[^/]+/src/aggregate/[^/]+(\.events|-fields|-policy|-refusals)\.ts$`;

/** The files of the tracing lib that start the SDK or process finished spans. */
const SDK_FILES =
  '^libs/tracing/src/(start-tracing|start-metrics|prometheus-text|otel-environment|console-tree|doctor|sampler|open-spans|late-writes|(mongodb|redis|fetch)-spans|[^/]+-processor)[.]ts$';

const forbid = (name, from, to) => ({ name, severity: 'error', from, to });
/** No file may match: it would have to import what nothing can be called. */
const forbidFiles = (name, path) => ({ name, severity: 'error', module: { path }, to: { path: '^$' } });

const aggregates = [
  forbid(
    'aggregate-is-pure',
    {
      path: '^libs/([^/]+)/src/aggregate/',
      pathNot: [String.raw`^libs/([^/]+)/src/aggregate/(\1|[^/]+\.module)\.ts$`, TEST],
    },
    { pathNot: ['^libs/$1/src/', KERNEL, 'node_modules/zod/'] },
  ),
  forbid(
    'aggregate-knows-only-itself',
    { path: '^libs/([^/]+)/src/aggregate/' },
    { path: '^libs/$1/src/(?!aggregate/)' },
  ),
];

const contexts = [
  forbid(
    'commands-know-the-aggregate',
    { path: '^libs/([^/]+)/src/commands/', pathNot: TEST },
    { path: '^libs/$1/src/(?!commands/|aggregate/)' },
  ),
  forbid(
    'queries-and-publishers-know-events',
    { path: '^libs/([^/]+)/src/(queries|publishers)/', pathNot: TEST },
    { path: '^libs/$1/src/(?!$2/)', pathNot: WORDS },
  ),
  // What a command answers is of the aggregate's types.
  forbid(
    'http-knows-commands-and-queries',
    { path: '^libs/([^/]+)/src/http/', pathNot: TEST },
    { path: '^libs/$1/src/(?!http/|commands/|queries/)', pathNot: WORDS, dependencyTypesNot: ['type-only'] },
  ),
];

const libs = [
  forbid(
    'only-index-between-libs',
    { path: '^(?:apps|libs)/([^/]+)/' },
    { path: '^libs/(?!$1/)[^/]+/(?!src/index[.]ts$|src/testing/index[.]ts$)' },
  ),
  forbid('libs-know-no-app', { path: '^libs/' }, { path: '^apps/' }),
  forbid('testing-is-for-specs', { pathNot: TEST }, { path: '^libs/[^/]+/src/testing/' }),
  forbid(
    'test-tools-are-for-specs',
    { path: '^(apps|libs)/', pathNot: [TEST, '^apps/bench/'] },
    { dependencyTypes: ['npm-dev'] },
  ),
];

const kernelAndStores = [
  forbid(
    'kernel-imports-nothing',
    { path: '^libs/event-sourcing/src/', pathNot: TEST },
    { pathNot: '^libs/event-sourcing/src/' },
  ),
  forbid(
    'kernel-testing-imports-test-tools',
    { path: '^libs/event-sourcing/src/testing/' },
    { pathNot: '^libs/event-sourcing/src/', dependencyTypesNot: ['npm-dev', 'core'] },
  ),
  forbid(
    'store-imports-kernel-and-driver',
    { path: '^libs/(store-[^/]+)/src/', pathNot: TEST },
    { pathNot: ['^libs/$1/src/', KERNEL, NEST, MONGO], dependencyTypesNot: ['core'] },
  ),
  forbid(
    'store-knows-nest-in-its-module',
    { path: '^libs/store-[^/]+/src/', pathNot: [String.raw`\.module\.ts$`, TEST] },
    { path: NEST },
  ),
  forbid('sqlite-in-one-lib', { pathNot: '^libs/store-sqlite/|^apps/(bench|notifications)/' }, { path: SQLITE }),
  // Callers have it without a server.
  forbid(
    'client-imports-its-types-alone',
    { path: '^libs/client/' },
    { pathNot: '^libs/client/|node_modules/openapi-fetch/' },
  ),
  // Beside the store only what tests that its calls are seen.
  forbid(
    'mongo-in-one-lib',
    { pathNot: '^libs/store-mongo/|^libs/tracing/src/testing/|^apps/bench/' },
    { path: MONGO },
  ),
];

const tracing = [
  forbid(
    'opentelemetry-sdk-where-spans-are-processed',
    {
      path: '^(apps|libs)/',
      pathNot: [SDK_FILES, '^libs/tracing/src/.*[.]spec[.]ts$|^libs/tracing/src/testing/', '^apps/bench/'],
    },
    { path: 'node_modules/@opentelemetry/(?!api/)' },
  ),
  forbid(
    'opentelemetry-api-where-spans-are-opened',
    { path: '^(apps|libs)/', pathNot: ['^libs/tracing/', '^libs/[^/]+/src/telemetry[.]ts$', '^apps/bench/'] },
    { path: 'node_modules/@opentelemetry/api/' },
  ),
];

const folders = [
  forbidFiles('folder-has-a-meaning', '^(apps|libs|tools)/.*(?<=/)(shared|common|utils|core|helpers)/'),
  forbidFiles('two-levels-of-folders', '^libs/[^/]+/src/[^/]+/[^/]+/[^/]+/'),
  forbidFiles('one-index-a-lib', '^libs/[^/]+/src/(?!testing/index[.]ts$).+/index[.]ts$'),
];

export default {
  forbidden: [
    ...aggregates,
    ...contexts,
    ...libs,
    ...kernelAndStores,
    ...tracing,
    forbid('no-cycles', {}, { circular: true }),
  ],
  required: folders,
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
