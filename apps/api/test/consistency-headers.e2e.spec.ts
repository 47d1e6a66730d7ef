import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { RunningApi } from './running-api.js';

let api: RunningApi;
let task: string;
beforeAll(async () => {
  api = await RunningApi.start();
  task = await api.created();
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => api.stop());

const WAITS = [
  [undefined, 2_000],
  ['wait=0', 0],
  ['wait=1', 1_000],
  ['wait = "7"', 7_000],
  ['respond-async, wait=3', 3_000],
  ['wait=10', 10_000],
  ['wait=11', 10_000],
  ['wait=99999999999999999999', 10_000],
  ['wait=soon', 2_000],
  ['wait=-1', 2_000],
  ['await=1', 2_000],
] as const;

it.each(WAITS)('Prefer: %s waits for %i ms', async (prefer, ms) => {
  const applied = jest.spyOn(api.projection.subscription, 'applied').mockResolvedValue(false);
  jest.spyOn(api.projection.subscription, 'status', 'get').mockReturnValue({ running: true, position: 0 });
  const headers = { 'consistency-token': '1', ...(prefer && { prefer }) };

  expect((await api.fetch('/api/tasks', { headers })).status).toBe(503);
  expect((await api.fetch(task, { headers })).status).toBe(503);
  expect(applied.mock.calls).toEqual([
    [1, ms],
    [1, ms],
  ]);
});

const WHOLE = 'must be a whole number';

it.each([
  ['abc', WHOLE],
  ['-1', WHOLE],
  ['+1', WHOLE],
  ['1.5', WHOLE],
  ['1e3', WHOLE],
  ['0x1', WHOLE],
  ['', WHOLE],
  ['1, 1', WHOLE],
  ['9999999999999999', WHOLE],
  ['2', 'is above the last position of the log'],
])('a token "%s" is refused', async (value, detail) => {
  for (const path of [task, `${task}?at=1`, '/api/tasks']) {
    const response = await api.fetch(path, { headers: { 'consistency-token': value } });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'invalid_consistency_token',
      detail: `Consistency-Token ${detail}`,
      errors: [{ pointer: '/Consistency-Token', rule: 'format', detail, value }],
    });
  }
});

it('a token sent twice is refused', async () => {
  const headers = ['Consistency-Token', '1', 'Consistency-Token', '1', 'Connection', 'close'];
  const [response] = (await once(request(api.url + task, { headers }).end(), 'response')) as [IncomingMessage];
  response.resume();

  expect(response.statusCode).toBe(400);
});

it.each(['POST', 'PUT', 'DELETE'])('a %s does not ask for a token', async (method) => {
  const path = method === 'POST' ? '/api/tasks' : await api.created();
  const headers = { 'content-type': 'application/json', 'consistency-token': 'abc' };
  const body = method === 'DELETE' ? null : '{"title":"B"}';

  expect((await api.fetch(path, { method, headers, body })).ok).toBe(true);
});
