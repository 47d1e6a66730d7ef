import { expect, it, jest } from '@jest/globals';
import { trace } from '@opentelemetry/api';

it('S1 a tracer is asked for once, under a fixed name', async () => {
  const getTracer = jest.spyOn(trace, 'getTracer');
  const { withSpan, VERSION } = await import('#libs/tracing');
  for (let n = 0; n < 100; n++) withSpan('count_items', () => n);

  expect(getTracer.mock.calls).toEqual([['clew.tracing', VERSION]]);
});
