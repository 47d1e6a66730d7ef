import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { clewClient } from '#libs/client';
import { until } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { ApiProcess, killApiProcesses } from './api-process.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);
const folder = new TemporaryFolder();
const database = `sqlite:${folder.file()}`;
/** Refuses everything. */
const service = createServer((request, response) => request.resume().on('end', () => response.writeHead(422).end()));
let api: ApiProcess;
beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const NOTIFICATIONS_URL = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  api = await ApiProcess.start({ environment: { PORT: '0', DATABASE_URL: database, NOTIFICATIONS_URL } });
  await api.publishes();
  for (const title of ['A', 'B']) await clewClient({ baseUrl: api.url }).POST('/api/tasks', { body: { title } });
});
afterAll(async () => {
  killApiProcesses();
  service.closeAllConnections();
  service.close();
  await folder.remove();
});

const page = readFileSync(`${ROOT}docs/subscriptions.md`, 'utf8');
const blocks = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, commands = '']) => commands);

/** What all commands of the page print here, each for itself; npm builds nothing in the middle of other tests. */
async function printed(commands: string): Promise<string[]> {
  const here = commands
    .replaceAll('localhost:8080', new URL(api.url).host)
    .replaceAll('npm run --silent subscriptions --', `node ${ROOT}dist/apps/api/src/subscriptions/main.js`)
    .trim()
    .split('\n');
  const script = here.map((line) => `${line}; printf '\\036'`).join('\n');
  const env = { ...process.env, DATABASE_URL: database };
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: ROOT, env });
  return stdout.split('\u001E').map((text) => text.trim());
}

it('leads from a parked event to its repair, by its commands in their order', async () => {
  const [look = '', why = '', retry = '', skip = '', ...others] = blocks;
  expect(others).toEqual([]);
  const parked = async () => (await printed(look))[0] ?? '';
  await until(async () => /notify_external_service +\d+ +0 +2 +running/.test(await parked()), 'two parked', 60_000);

  const [, asked] = await printed(look);
  expect(JSON.parse(asked ?? '')).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ name: 'notify_external_service', parked_events: 2 })]),
  });
  const [table = '', body = ''] = await printed(why);
  expect(table.split('\n')).toEqual([
    expect.stringMatching(/^position +event +type +stream +trace +why$/),
    expect.stringMatching(
      /^1 .* [0-9a-f]{32} +8 attempts: NotificationRefused: the notification service answered 422$/,
    ),
    expect.stringMatching(/^2 .* 8 attempts: /),
  ]);
  const { items } = JSON.parse(body) as { readonly items: readonly { readonly event_id: string }[] };
  const first = items[0]?.event_id ?? '';
  expect((await printed(retry))[1]).toBe(`asked to retry ${first}: a running server does it within seconds`);
  await until(async () => (await printed(why))[0]?.includes('9 attempts') === true, 'one more attempt', 20_000);

  const [, skipped = ''] = await printed(`EVENT=${first}\n${skip}`);
  expect(JSON.parse(skipped)).toMatchObject({ event_id: first, request: { action: 'skip', by: 'local' } });
  await until(async () => /notify_external_service +\d+ +0 +1 +running/.test(await parked()), 'one skipped', 20_000);
}, 120_000);
