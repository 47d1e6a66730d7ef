import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { ConfigurationError } from '#libs/configuration';
import { TemporaryFolder } from '#testing/store-sqlite';
import { RecordedSpans, spanNamed } from '#testing/tracing';
import { readConfig } from '../src/config.js';
import { createApp } from '../src/create-app.js';

const folder = new TemporaryFolder();
const file = folder.file();
const spans = new RecordedSpans();
let app: NestFastifyApplication;
let url: string;
beforeAll(async () => {
  app = await createApp(readConfig({ NOTIFICATIONS_FILE: file }), pino({ level: 'silent' }));
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(async () => {
  await app.close();
  await spans.stop();
  await folder.remove();
});

const notify = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}/api/notify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const notification = (event_id: string) => ({ event_id, task_id: 'a', priority: 'high' });

describe('POST /api/notify', () => {
  it('remembers what it is told, each event once', async () => {
    const first = await notify(notification('e.1'));
    const again = await notify({ ...notification('e.1'), priority: 'low' });
    await notify(notification('e.2'));

    expect([first.status, again.status]).toEqual([201, 200]);
    const db = new DatabaseSync(file, { readOnly: true });
    const rows = db.prepare('SELECT event_id, task_id, priority FROM told ORDER BY event_id').all();
    db.close();
    expect(rows.map((row) => ({ ...row }))).toEqual([notification('e.1'), notification('e.2')]);
    expect(await (await fetch(`${url}/ready`)).json()).toEqual({ status: 'ok', told: 2 });
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('of many at once with the same event is told once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => notify(notification('e.3'))));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array.from({ length: 19 }, () => 200), 201]);
  });

  it('goes on with the trace of its caller', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const server = spanNamed(
      await spans.ofResponse(await notify(notification('e.4'), { traceparent })),
      'POST /api/notify',
    );

    expect([server.kind, server.traceId, server.parentSpanId]).toEqual([
      'SERVER',
      '4bf92f3577b34da6a3ce929d0e0e4736',
      '00f067aa0ba902b7',
    ]);
  });

  it.each<[string, unknown, string]>([
    ['no event', { task_id: 'a', priority: 'high' }, '/event_id'],
    ['an empty task', { ...notification('e.5'), task_id: '' }, '/task_id'],
    ['a number', { ...notification('e.5'), priority: 1 }, '/priority'],
    ['something else', { ...notification('e.5'), title: 'secret' }, '/title'],
    ['no object', [], ''],
  ])('refuses %s', async (_, body, pointer) => {
    const response = await notify(body);

    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'invalid_input', errors: [{ pointer }] });
  });

  it('refuses what is no JSON, and other methods', async () => {
    const text = await fetch(`${url}/api/notify`, { method: 'POST', body: 'x' });
    const other = await fetch(`${url}/api/notify`);

    expect([text.status, other.status, other.headers.get('allow')]).toEqual([415, 405, 'OPTIONS, POST']);
  });
});

it('names a wrong variable and what is allowed', () => {
  expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'loud' })).toThrow(ConfigurationError);
  expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'loud' })).toThrow(
    'PORT="x" is not allowed. Allowed: a whole number from 0 to 65535; 0 takes a free one.\nLOG_LEVEL="loud" is not allowed.',
  );
});
