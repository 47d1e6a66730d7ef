import { afterEach, expect, it } from '@jest/globals';
import { watchFetch } from '#libs/tracing';

afterEach(() => {
  delete process.env['OTEL_NODE_DISABLED_INSTRUMENTATIONS'];
});

it('outgoing calls are watched, unless that is switched off', async () => {
  expect(await watchFetch()).toHaveLength(1);
  process.env['OTEL_NODE_DISABLED_INSTRUMENTATIONS'] = 'mongodb, undici';
  expect(await watchFetch()).toEqual([]);
});
