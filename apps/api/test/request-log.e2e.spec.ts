import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '#testing/event-sourcing';
import { RecordedSpans } from '#testing/tracing';
import { RunningApi } from './running-api.js';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly [field: string]: unknown;
}

const MARKER = 'Xy7marker';
const spans = new RecordedSpans();
const lines: Line[] = [];
let api: RunningApi;
beforeAll(async () => {
  const log = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  api = await RunningApi.start({ LOG_LEVEL: 'trace' }, { log });
});
afterAll(async () => {
  await api.stop();
  await spans.stop();
});

/** The one line of a request, once it is there. */
async function lineOf(response: Response): Promise<Line> {
  const [, traceId = '', spanId = ''] = response.headers.get('traceresponse')?.split('-') ?? [];
  const isRequest = (line: Line) => line.trace_id === traceId && 'duration_ms' in line;
  await until(() => lines.some(isRequest), 'the line of a request');
  const [line, ...more] = lines.filter(isRequest);
  expect([line?.span_id, more]).toEqual([spanId, []]);
  return line as Line;
}

it('a request is one line with its trace, what was asked by its route, what came of it, and how long it took', async () => {
  const created = await api.send('POST', '/api/tasks', { title: 'A' });
  const { level, msg, method, route, status, duration_ms } = await lineOf(created);

  expect({ level, msg, method, route, status, duration_ms }).toEqual({
    level: 30,
    msg: 'POST /api/tasks 201',
    method: 'POST',
    route: '/api/tasks',
    status: 201,
    duration_ms: expect.any(Number),
  });
  expect(duration_ms).toBeGreaterThan(0);
});

it('what failed here is an error, what was refused is none', async () => {
  const refused = await api.fetch(`/api/tasks/${crypto.randomUUID()}`);
  expect(await lineOf(refused)).toMatchObject({ level: 30, status: 404, route: '/api/tasks/{id}' });

  const append = api.store.append.bind(api.store);
  api.store.append = () => Promise.reject(new Error('broken'));
  const failed = await api.send('POST', '/api/tasks', { title: 'A' });
  api.store.append = append;
  expect(await lineOf(failed)).toMatchObject({ level: 50, status: 500 });
});

it('each line that is written while a request is answered has its trace', async () => {
  const append = api.store.append.bind(api.store);
  api.store.append = () => Promise.reject(new Error('broken'));
  const failed = await api.send('POST', '/api/tasks', { title: 'A' });
  api.store.append = append;
  const { trace_id } = await lineOf(failed);

  const ofTrace = lines.filter((line) => line.trace_id === trace_id);
  expect(ofTrace.map(({ span_id }) => span_id)).toEqual(ofTrace.map(() => expect.stringMatching(/^[0-9a-f]{16}$/)));
  expect(ofTrace.length).toBeGreaterThan(1);
});

it('a client that goes away is said', async () => {
  const append = api.store.append.bind(api.store);
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  api.store.append = async (commit) => {
    reached.resolve();
    await released.promise;
    return append(commit);
  };
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  const body = '{"title":"A"}';
  socket.write(
    `POST /api/tasks HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await reached.promise;
  socket.destroy();
  await once(socket, 'close');

  const said = () => lines.find(({ msg }) => msg === 'POST /api/tasks: the client went away');
  await until(() => said() !== undefined, 'its line');
  expect(said()).toMatchObject({ level: 30, status: null });
  released.resolve();
  api.store.append = append;
});

it('machines that ask all the time leave none', async () => {
  const before = lines.length;
  for (const path of ['/health', '/ready', '/metrics']) await api.fetch(path);
  await lineOf(await api.fetch('/api/tasks'));

  expect(lines.slice(before).filter((line) => 'duration_ms' in line)).toHaveLength(1);
});

it('what a user wrote, and what a header holds, is in none', async () => {
  const headers = { Authorization: `Bearer ${MARKER}`, 'Idempotency-Key': MARKER, Cookie: MARKER, 'X-Any': MARKER };
  const bodies = [{ title: MARKER, description: MARKER, [MARKER]: MARKER }, { title: MARKER }, MARKER];
  const paths = ['/api/tasks', `/api/tasks/${MARKER}`, `/${MARKER}`, `/api/tasks?search=${MARKER}&cursor=${MARKER}`];
  for (const path of paths) {
    await lineOf(await api.fetch(path, { headers }));
    for (const method of ['POST', 'PUT', 'PATCH'] as const) {
      for (const body of bodies) await lineOf(await api.send(method, path, body));
    }
  }

  expect(JSON.stringify(lines)).not.toContain(MARKER);
});
