// A part of the suite covers a part of the code: only the whole is measured.
const whole = process.argv.slice(2).every((argument) => argument.startsWith('-'));

export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  setupFiles: ['<rootDir>/jest.setup.mjs'],
  testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'],
  testTimeout: 30_000,
  maxWorkers: '100%',
  // Node keeps what a test file has loaded, some 100 MB with the whole API: a worker is replaced before it runs out.
  workerIdleMemoryLimit: '1GB',
  collectCoverage: whole,
  collectCoverageFrom: ['libs/*/src/aggregate/*.ts', '!**/*.spec.ts'],
  coverageReporters: ['text'],
  coverageThreshold: { global: { statements: 100, branches: 100, functions: 100, lines: 100 } },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2023',
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
