import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { METHODS, request } from 'node:http';
import { until } from '#testing/event-sourcing';
import { RecordedSpans } from '#testing/tracing';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(() => api.stop());

async function ask(method: string, path: string): Promise<void> {
  const before = spans.all.length;
  request(new URL(path, api.url), { method }, (response) => response.resume())
    .on('error', () => {})
    .end();
  await until(() => spans.all.length > before, `the span of ${method} ${path}`);
}

it('BP1 names come from a list that ends, whatever is asked for: the recorder refuses the others when it stops', async () => {
  const task = await api.created();
  await api.send('PUT', task, { title: 'B' });
  await api.delete(task);
  const docs = await (await api.fetch('/api/docs')).text();
  const assets = [...docs.matchAll(/(?:src|href)="([^"]+\.(?:js|css|png))"/g)].map(([, asset = '']) => asset);
  const paths = [
    task,
    '/',
    '/api/docs',
    '/api/openapi.json',
    '/0199a000',
    ...assets.map((asset) => new URL(asset, `${api.url}/api/docs/`).pathname),
  ];
  for (const path of paths) await ask('GET', path);
  for (const method of METHODS.filter((name) => name !== 'CONNECT')) await ask(method, '/api/tasks');

  expect(assets.length).toBeGreaterThan(0);
  await expect(spans.stop()).resolves.toBeUndefined();
});
