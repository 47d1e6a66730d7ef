import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { RecordedSpans } from '#testing/tracing';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(async () => {
  await api.stop();
  await spans.stop();
});

it('creates a task and shows it', async () => {
  const created = await api.send('POST', '/api/tasks', { title: 'Implement feature X', priority: 'high' });
  expect(created.status).toBe(201);
  const read = await api.fetch(created.headers.get('location') ?? '');
  expect(await read.json()).toEqual(await created.json());
  expect(spans.all.map(({ name }) => name)).toContain('create_task');
});
