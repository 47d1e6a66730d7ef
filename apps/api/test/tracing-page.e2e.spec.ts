import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clewClient } from '#libs/client';
import { freePort, until } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { OtlpReceiver, PageWithBlocks, type SeenSpan, treeOf } from '#testing/tracing';
import { ApiProcess, killApiProcesses } from './api-process.js';
import { asCaller } from './callers.js';

const UNKNOWN = '0199abcd-1234-7abc-8def-0123456789ab';
const page = new PageWithBlocks('tracing.md');
const folder = new TemporaryFolder();

describe('docs/tracing.md shows as it is', () => {
  let receiver: OtlpReceiver;
  let url: string;
  let alone: string;
  let standard: string;
  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    const port = String(await freePort());
    const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '50', PORT: '0' };
    const notifications = { ...traced, PORT: port, NOTIFICATIONS_FILE: folder.file() };
    await ApiProcess.start({ program: 'notifications', environment: notifications });
    const api = { ...traced, NOTIFICATIONS_URL: `http://127.0.0.1:${port}` };
    const database = () => ({ DATABASE_URL: `sqlite:${folder.file()}` });
    const telling = await ApiProcess.start({ environment: { ...api, ...database() } });
    url = telling.url;
    const production = { ...traced, ...database(), NODE_ENV: 'production' };
    ({ url: alone } = await ApiProcess.start({ environment: { ...traced, ...database() } }));
    ({ url: standard } = await ApiProcess.start({ environment: production }));
    await telling.publishes();
  }, 60_000);
  afterAll(async () => {
    killApiProcesses();
    await receiver.stop();
    await folder.remove();
  });

  /** The trace of an answer, once nothing is added to it. */
  async function traceOf({ headers }: Response, last: string): Promise<readonly SeenSpan[]> {
    const [, traceId] = headers.get('traceresponse')?.split('-') ?? [];
    const trace = () => receiver.spans().filter((span) => span.traceId === traceId);
    const isWhole = () => {
      const ids = new Set(trace().map(({ spanId }) => spanId));
      const complete = trace().every(({ parentSpanId }) => parentSpanId === undefined || ids.has(parentSpanId));
      return complete && trace().some(({ name, kind }) => `${kind} ${name}` === last);
    };
    await until(isWhole, `${last} of a trace`);
    return trace();
  }

  async function expectTree(name: string, response: Response, last = 'SERVER'): Promise<void> {
    const [, traceId] = response.headers.get('traceresponse')?.split('-') ?? [];
    const root = () => receiver.spans().find((span) => span.traceId === traceId && span.parentSpanId === undefined);
    await until(() => root() !== undefined, 'the SERVER span');
    const tree = treeOf(await traceOf(response, last === 'SERVER' ? `SERVER ${root()?.name}` : last)).join('\n');
    expect(unordered(page.shown('tree', name, tree) ?? '')).toEqual(unordered(tree));
  }

  const create = async (body: { title: string; priority?: 'high'; due_date?: string }) => {
    const { data, response } = await clewClient({ baseUrl: url }).POST('/api/tasks', { body });
    return { response, id: data?.id ?? '' };
  };
  const send = (method: string, path: string, body?: object, headers: object = {}) =>
    fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });

  it('a create, and that the other service is told in the same trace', async () => {
    const { response } = await create({ title: 'Implement feature X', priority: 'high' });
    await expectTree('notify', response, 'SERVER POST /api/notify');
  });

  it('a create in both details', async () => {
    const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"title":"A"}' };
    await expectTree('create', await fetch(`${alone}/api/tasks`, options));
    await expectTree('create-standard', await fetch(`${standard}/api/tasks`, options));
    const invalid = await send('POST', '/api/tasks', { title: 'A', priority: 'urgent' });
    await expectTree('create-invalid', invalid);
  });

  it('an update, and one of a task that there is not', async () => {
    const { id } = await create({ title: 'A' });
    await expectTree('update', await send('PUT', `/api/tasks/${id}`, { title: 'B', priority: 'low' }));
    await expectTree('update-missing', await send('PUT', `/api/tasks/${UNKNOWN}`, { title: 'B' }));
  });

  it('a delete, and one that is forbidden', async () => {
    const { id } = await create({ title: 'A' });
    const user = await asCaller('eve', ['user']);
    await expectTree('delete-forbidden', await send('DELETE', `/api/tasks/${id}`, undefined, user));
    await expectTree('delete', await send('DELETE', `/api/tasks/${id}`));
  });

  it('several tasks at once', async () => {
    const { id: first } = await create({ title: 'A' });
    const { id: overdue } = await create({ title: 'B', due_date: '2001-01-01T00:00:00Z' });
    await expectTree('process-multiple', await send('POST', '/api/tasks/process', { ids: [first, overdue] }));
  });
});

/** Each line with its parents, sorted: some spans begin within the same microsecond. Other specs look at the order. */
function unordered(tree: string): string[] {
  const path: string[] = [];
  const paths = tree.split('\n').map((line) => {
    path.splice(line.search(/\S/) / 2, Infinity, line.trim());
    return path.join(' ▸ ');
  });
  return paths.toSorted();
}
