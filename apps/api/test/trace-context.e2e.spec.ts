import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RecordedSpans, spanNamed, treeOf } from '#testing/tracing';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
afterEach(() => spans.reset());
afterAll(() => spans.stop());

const create = { title: 'Implement feature X', priority: 'high' };

describe('trace context (K-5)', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start();
  });
  afterAll(() => api.stop());

  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const caller = '7d2ea792e2df6a01';

  it('makes the request a child of its caller, and travels on into the store', async () => {
    const headers = { traceparent: `00-${traceId}-${caller}-01`, tracestate: 'vendor=value' };
    const response = await api.send('POST', '/api/tasks', create, headers);
    const trace = await spans.ofResponse(response);
    const { events } = await api.store.readAll((await api.store.head()) - 1, 1);

    expect(spanNamed(trace, 'POST /api/tasks')).toMatchObject({ traceId, parentSpanId: caller });
    expect(events[0]?.metadata).toMatchObject({
      traceparent: expect.stringContaining(`00-${traceId}-`),
      tracestate: 'clew=b58,vendor=value',
    });
  });

  it.each(['nonsense', `00-${traceId}-${caller}`, `00-${'0'.repeat(32)}-${caller}-01`, `ff-${traceId}-${caller}-01`])(
    'that is malformed (%s) starts a new trace',
    async (traceparent) => {
      const response = await api.send('POST', '/api/tasks', create, { traceparent });
      const root = spanNamed(await spans.ofResponse(response), 'POST /api/tasks');

      expect(response.status).toBe(201);
      expect(root.parentSpanId).toBeUndefined();
      expect(root.traceId).not.toBe(traceId);
    },
  );

  it('with flag 00 is not recorded, and stored as it is', async () => {
    const headers = { traceparent: `00-${traceId}-${caller}-00` };
    const response = await api.send('POST', '/api/tasks', create, headers);
    const { events } = await api.store.readAll((await api.store.head()) - 1, 1);

    expect(response.status).toBe(201);
    expect(response.headers.get('traceresponse')).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    expect(events[0]?.metadata.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    expect(spans.ofTrace(traceId)).toEqual([]);
  });
});

describe('titles', () => {
  it('stay out of spans unless they are asked for (BP3)', async () => {
    const api = await RunningApi.start({ TRACING_TITLES: 'on', TRACING_DETAIL: 'full' });
    const description = 'd'.repeat(150);
    const response = await api.send('POST', '/api/tasks', { ...create, description });
    const { attributes } = spanNamed(await spans.ofResponse(response), 'create_task_entity');
    await api.stop();

    expect(attributes['task.title']).toBe(create.title);
    expect(attributes['task.description_preview']).toBe('d'.repeat(100));
  });
});

it('health checks make no spans, and an unknown address is named by its method alone (S6)', async () => {
  const api = await RunningApi.start();
  await api.fetch('/health');
  await api.fetch('/ready');
  const response = await api.fetch('/nowhere/0199abcd');
  const trace = await spans.ofResponse(response);
  await api.stop();

  expect(treeOf(trace)).toEqual(['GET SERVER']);
  expect(spans.all.filter(({ kind }) => kind === 'SERVER')).toHaveLength(1);
});
