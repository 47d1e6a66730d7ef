import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { clewClient } from '#libs/client';
import { until } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { OtlpReceiver, PageWithBlocks, quotes, spanNamed, treeOf } from '#testing/tracing';
import { ApiProcess, killApiProcesses } from './api-process.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const NAME = 'debug-a-slow-request.md';
const page = new PageWithBlocks(NAME);
const run = promisify(execFile);
const folder = new TemporaryFolder();
const file = folder.file();
const DROP = `new (require('node:sqlite').DatabaseSync)('${file}', { timeout: 5_000 })
  .exec('DROP INDEX "tasks.v3.g1(department,created_at)"')`;
let receiver: OtlpReceiver;
let api: ApiProcess;
beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '50' };
  api = await ApiProcess.start({ environment: { ...traced, PORT: '0', DATABASE_URL: `sqlite:${file}` } });
  await clewClient({ baseUrl: api.url }).POST('/api/tasks', { body: { title: 'A', department: 'sales' } });
  await run(process.execPath, ['-e', DROP]);
});
afterAll(async () => {
  killApiProcesses();
  await receiver.stop();
  await folder.remove();
});

const text = readFileSync(`${ROOT}docs/${NAME}`, 'utf8');
const commands = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, command = '']) => command.trim());

/** What a command of the page prints here. */
async function printed(command: string | undefined): Promise<string> {
  const here = (command ?? '').replaceAll('localhost:8080', new URL(api.url).host).replaceAll('./data/clew.db', file);
  const { stdout } = await run('bash', ['--norc', '-euo', 'pipefail', '-c', here], { cwd: ROOT });
  return stdout;
}

it('leads from the alert to the index, by its commands in their order', async () => {
  const [measured, traced, plan, mend, ...others] = commands;
  expect(others).toEqual([]);
  const [, traceId] = (await printed(traced)).split('-');
  await until(async () => (await printed(measured)).includes('http_request_method="GET"'), 'the measured request');
  const trace = () => receiver.spans().filter((span) => span.traceId === traceId);
  await until(() => trace().some(({ kind }) => kind === 'SERVER'), 'its trace');

  const tree = treeOf(trace()).join('\n');
  expect(page.shown('tree', 'list', tree)).toBe(tree);
  expect(spanNamed(trace(), 'find tasks').attributes).toMatchObject({
    'db.collection.name': 'tasks',
    'db.query.text': '{"department":"?"}',
  });
  expect(await printed(plan)).toMatch(/^SCAN tasks\.v3\.g1/);
  await printed(mend);
  expect(await printed(plan)).toBe(
    'SEARCH tasks.v3.g1 USING INDEX tasks.v3.g1(department,created_at) (field_department=?)\n',
  );
}, 60_000);

it('quotes the projection as it is', () => {
  const files = page.blocks.filter(({ kind }) => kind === 'file');
  expect(files.map(({ name, text: lines }) => quotes(name, lines))).toEqual([true]);
});
