import { afterAll } from '@jest/globals';
import { TemporaryFolder } from '#testing/store-sqlite';
import { describeWithCollector } from '#testing/tracing';
import { killApiProcesses } from './api-process.js';
import { itKeepsTheGuidesTraces } from './guide-traces.js';

const folder = new TemporaryFolder();
afterAll(async () => {
  killApiProcesses();
  await folder.remove();
});

describeWithCollector(
  'the guide’s examples, as two processes send them through the shipped Collector',
  (collector) => {
    itKeepsTheGuidesTraces(
      {
        endpoint: () => `http://127.0.0.1:${collector().httpPort}`,
        spansOf: async (traceIds) => {
          const asked = new Set(traceIds);
          return collector().kept.filter(({ traceId }) => asked.has(traceId));
        },
        withinMs: 20_000,
      },
      folder,
    );
  },
  { shipped: true },
);
