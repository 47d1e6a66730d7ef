import { afterAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { readLog } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { parseLine } from '../src/events/event-line.js';
import { ApiProcess, killApiProcesses } from './api-process.js';
import { fill, withEvents } from './events-log.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/migration.md'), 'utf8');
const run = promisify(execFile);
const folder = new TemporaryFolder();
afterAll(async () => {
  killApiProcesses();
  await folder.remove();
});

const commands = [...PAGE.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block = '']) => block.trim().split('\n'));
const [serve = '', ...moves] = commands.toSorted(
  (a, b) => Number(b.endsWith('npm start')) - Number(a.endsWith('npm start')),
);

it('every command of docs/migration.md does what the page says', async () => {
  const source = `sqlite:${folder.file()}`;
  await fill(source, 30);
  const here = (line: string) =>
    line.replaceAll('./data/', `${folder.path}/`).replaceAll('log.ndjson', `${folder.path}/log.ndjson`);
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, DATABASE_URL: source };
  const { stderr } = await run('bash', ['--norc', '-euo', 'pipefail', '-c', moves.map(here).join('\n')], {
    cwd: ROOT,
    env,
  });

  const log = await withEvents(source, readLog);
  const summaries = stderr.match(/^(ex|im)ported 47 events in 30 commits, sha256 \w{64}$/gm) ?? [];
  expect(summaries.map((line) => line.slice(0, 2))).toEqual(['ex', 'im', 'ex', 'im', 'ex']);
  expect(new Set(summaries.map((line) => line.slice(2))).size).toBe(1);
  for (const name of ['moved', 'piped']) {
    expect(await withEvents(`sqlite:${join(folder.path, `${name}.db`)}`, readLog)).toEqual(log);
  }
  expect(gunzipSync(readFileSync(join(folder.path, 'log.ndjson.gz')))).toEqual(
    readFileSync(join(folder.path, 'log.ndjson')),
  );
  const DATABASE_URL = /^DATABASE_URL=(\S+) npm start$/.exec(here(serve))?.[1] ?? '';
  const api = await ApiProcess.start({ environment: { PORT: '0', DATABASE_URL } });
  expect((await fetch(`${api.url}/ready`)).status).toBe(200);
  await api.stop();
}, 120_000);

it('the page names every field of a line, in its order', async () => {
  const lines = readFileSync(join(folder.path, 'log.ndjson'), 'utf8').split('\n');
  const line = lines.find((text) => text.includes('"request"')) ?? '';
  const named = [...PAGE.matchAll(/^\| (`.+`) \|/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );

  expect(named).toEqual(Object.keys(JSON.parse(line) as object));
  expect(parseLine(line)).toBeTruthy();
});
