import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { clewClient, type Task } from '#libs/client';
import { ApiProcess, killApiProcesses } from './api-process.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'clew-readme-'));
let api: ApiProcess;

beforeAll(async () => {
  api = await ApiProcess.start({ environment: { PORT: '0', DATABASE_URL: `sqlite:${join(folder, 'clew.db')}` } });
});
afterAll(() => {
  killApiProcesses();
  rmSync(folder, { recursive: true, force: true });
});

const commands = [...README.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block = '']) => block.trim().split('\n'));
const tour = commands.filter((command) => command.includes('curl '));

/** What is no request, where it is run, and by which words there. */
const RUN_BY: Readonly<Record<string, readonly [file: string, words: string]>> = {
  'npm start': ['apps/api/test/start-and-stop.e2e.spec.ts', "by: 'npm'"],
  'npm test': ['.ci/run', 'npm test'],
  'echo "MONGO_PASSWORD=$(openssl rand -hex 32)" >> .env': ['tools/compose.spec.ts', '^echo "MONGO_PASSWORD='],
  'docker compose up': ['tools/compose.spec.ts', 'docker-compose.yml'],
  'npm run check': ['.ci/run', 'npm run check'],
  'npm run bench': ['apps/bench/test/bench.int.spec.ts', '--quick'],
  'TEMPO_URL=http://localhost:3200 OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 npm run test:tempo': [
    'apps/api/test/tempo.e2e.spec.ts',
    "'**/*.tempo.ts'",
  ],
};

it('every command is a request of the tour, or is run where it is said here', () => {
  const others = commands.filter((command) => !tour.includes(command));

  expect(others).toEqual(Object.keys(RUN_BY));
  for (const [file, words] of Object.values(RUN_BY)) expect(readFileSync(join(ROOT, file), 'utf8')).toContain(words);
});

it('the commands of docs/identity.md make a token and are answered as its user', async () => {
  const page = readFileSync(join(ROOT, 'docs/identity.md'), 'utf8');
  const [, block = ''] = /^```sh\n([^]*?)^```$/m.exec(page) ?? [];
  const script = block.replaceAll('localhost:8080', new URL(api.url).host);
  const { stdout } = await run('bash', ['-euc', script], { cwd: ROOT });

  expect(JSON.parse(stdout)).toEqual({ items: [], next_cursor: null });
});

it('the tour shows what it says, pasted line by line into one shell', async () => {
  const lines = tour.map((line) => line.replaceAll('localhost:8080', new URL(api.url).host));
  const script = lines.map((line) => `${line}; printf '\\036'`).join('\n');
  const { stdout } = await run('bash', ['-euc', script]);
  const shown = stdout.split('\u001E').map((text) => text.trim());
  const [task, read, changed, list, refused, stale, twice, history, first, bulk, trace, events, bobs, ...deleted] =
    shown;
  const [token, listed, restored, ready] = deleted;

  expect([task, trace, token]).toEqual(['', '', '']);
  expect(JSON.parse(stale ?? '')).toMatchObject({ status: 412, code: 'precondition_failed' });
  const [once, again] = (twice ?? '').split('}{');
  expect(`${once}}`).toBe(`{${again}`);
  const { items } = JSON.parse(history ?? '') as { items: { type: string }[] };
  expect(items.map(({ type }) => type)).toEqual([
    'task.created.v1',
    'task.status.updated.v1',
    'task.assignee.updated.v1',
  ]);
  expect(JSON.parse(first ?? '')).toEqual(JSON.parse(read ?? ''));
  expect(JSON.parse(read ?? '')).toMatchObject({ title: 'Implement feature X', priority: 'high', status: 'pending' });
  expect(JSON.parse(changed ?? '')).toMatchObject({ status: 'in_progress', assignee_id: 'ann' });
  expect(JSON.parse(list ?? '')).toEqual({ items: [JSON.parse(changed ?? '')], next_cursor: null });
  expect(refused).toMatch(/^HTTP\/1\.1 400 /);
  const problem = JSON.parse(refused?.split('\r\n\r\n')[1] ?? '') as { errors: { pointer: string }[]; traceId: string };
  expect(problem.errors.map(({ pointer }) => pointer)).toEqual(['/title', '/priority']);
  expect(refused).toContain(`traceresponse: 00-${problem.traceId}-`);
  expect(JSON.parse(bulk ?? '')).toMatchObject({ results: [{ status: 201, version: 1 }, { status: 400 }] });
  expect(JSON.parse(events ?? '')).toMatchObject({ items: [{ type: 'task.due_date.updated.v1' }], next_cursor: null });
  expect(JSON.parse(bobs ?? '')).toMatchObject({ status: 404, code: 'task_not_found' });
  expect(JSON.parse(listed ?? '')).toMatchObject({ items: [{ title: 'One' }, { title: 'Once' }], next_cursor: null });
  expect(JSON.parse(restored ?? '')).toMatchObject({
    title: 'Implement feature X',
    due_date: '2030-01-31T17:00:00.000Z',
  });
  expect(JSON.parse(ready ?? '')).toMatchObject({ status: 'ok' });
});

it('calls the API from TypeScript', async () => {
  const [, block = ''] = /^```ts\n([^]*?)^```$/m.exec(README) ?? [];
  const lines = block.replaceAll('http://localhost:8080', api.url);
  const call = new Function('clewClient', `return (async () => { ${lines} return { data, error, response }; })()`) as (
    client: typeof clewClient,
  ) => Promise<{ readonly data: Task; readonly response: Response }>;
  const { data, response } = await call(clewClient);

  expect([response.status, data.title]).toEqual([201, 'Implement feature X']);
});

it('fits on two hundred lines', () => {
  expect(README.split('\n').length).toBeLessThan(200);
});

it('names scripts and folders that exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const named = [...README.matchAll(/`(test:\w+)`|npm run (\w+)/g)].map(([, script, other]) => script ?? other);
  const folders = [...README.matchAll(/^(?:apps|libs)\/[\w-]+/gm)].map(([path]) => path);

  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  expect(folders.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  expect(folders).toHaveLength(13);
});

it.each(pages())('%s links to pages that exist', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) => target);

  expect(targets.filter((target) => !existsSync(resolve(ROOT, dirname(page), target)))).toEqual([]);
});

function pages(): string[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
  return ['README.md', ...docs.filter((file) => file.endsWith('.md')).map((file) => join('docs', file))];
}
