import { afterAll, expect, it } from '@jest/globals';
import { tracer } from './with-span.js';
import { startTracing } from './start-tracing.js';

const warnings: string[] = [];
const silent = () => {};
const log = { error: silent, warn: (message: string) => void warnings.push(message), info: silent, debug: silent };

const exported: unknown[] = [];
const tracing = startTracing({
  serviceName: 'test',
  environment: 'development',
  olderNames: false,
  log,
  processors: [
    {
      onStart: silent,
      onEnd: ({ attributes, events }) => void exported.push({ ...attributes, events: events.length }),
      forceFlush: async () => {},
      shutdown: async () => {},
    },
  ],
});
afterAll(() => tracing.shutdown());

it('T6 what is written to an ended span changes nothing, and is named with its place in development', () => {
  const span = tracer.startSpan('create_task');
  span.setAttribute('in', 'time');
  span.end();
  span.setAttribute('too', 'late');
  span.setAttributes({ too: 'late' }).addEvent('late');
  span.end();

  expect(exported).toEqual([expect.objectContaining({ in: 'time', events: 0 })]);
  expect(exported[0]).not.toHaveProperty('too');
  expect((span as unknown as { attributes: object }).attributes).not.toHaveProperty('too');
  expect(warnings.map((warning) => warning.split(',')[0])).toEqual([
    'setAttribute on the ended span create_task changes nothing',
    'setAttributes on the ended span create_task changes nothing',
    'addEvent on the ended span create_task changes nothing',
    'end on the ended span create_task changes nothing',
  ]);
  for (const warning of warnings) expect(warning).toMatch(/, at .*late-writes\.spec\.ts:\d+/);
});
