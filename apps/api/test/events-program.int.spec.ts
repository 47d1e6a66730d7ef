import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { commitOf } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { fill, withEvents } from './events-log.js';
import { EVENTS, EventsProcess, killEventsProcesses } from './events-process.js';

const run = promisify(execFile);
const folder = new TemporaryFolder();
const source = `sqlite:${folder.file()}`;
beforeAll(() => fill(source, 30));
afterAll(async () => {
  killEventsProcesses();
  await folder.remove();
});

const at = (name: string) => join(folder.path, name);
const fresh = () => `sqlite:${folder.file()}`;

describe('says what is wrong, with code 1', () => {
  it.each<[string, string, string[], string]>([
    ['no command', source, [], 'npm run events -- export [file]'],
    ['an unknown command', source, ['move'], 'npm run events -- import [file]'],
    ['one word too many', source, ['export', 'a', 'b'], 'npm run events -- export [file]'],
    ['a wrong address of the database', 'file:x', ['export', '-'], 'DATABASE_URL="file:x" is not allowed.'],
    ['a database that keeps nothing', 'memory:', ['import'], 'DATABASE_URL: memory: forgets everything at the end\n'],
    [
      'an input that is not there',
      source,
      ['import', at('none')],
      `cannot read ${at('none')}: no such file or folder\n`,
    ],
    ['an input that is a folder', source, ['import', folder.path], `cannot read ${folder.path}: it is a folder\n`],
    ['an output that is a folder', source, ['export', folder.path], `cannot write ${folder.path}: it is a folder\n`],
    [
      'an output in no folder',
      source,
      ['export', at('no/log')],
      `cannot write ${at('no/log')}: no such file or folder\n`,
    ],
    [
      'an output on a full disk',
      source,
      ['export', '/dev/full'],
      'cannot write /dev/full: its disk is full: free space',
    ],
    ['a file that is no database', `sqlite:${EVENTS}`, ['import'], 'is damaged or not a database: put a backup'],
  ])('%s', async (_what, database, args, message) => {
    const { code, stdout, stderr } = await EventsProcess.run(database, args);

    expect({ code, stdout: String(stdout) }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('a disk that is full behind the standard output', async () => {
    const script = `${process.execPath} ${EVENTS} export > /dev/full`;
    const { PATH } = process.env;
    const failed = run('bash', ['--norc', '-c', script], { env: { PATH, DATABASE_URL: source } });

    await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('its disk is full') });
  });

  it('an export of a database that is not there, which it does not make', async () => {
    const path = folder.file();
    const { code, stderr } = await EventsProcess.run(`sqlite:${path}`, ['export', at('nothing.ndjson')]);

    expect({ code, stderr }).toEqual({ code: 1, stderr: 'DATABASE_URL: there is no such database\n' });
    expect(existsSync(path)).toBe(false);
    expect(existsSync(at('nothing.ndjson'))).toBe(false);
  });

  it('lines of npm in the data', async () => {
    const byNpm = { npm_lifecycle_event: 'events', npm_config_loglevel: 'notice' };
    const refused = await EventsProcess.run(source, ['export'], { environment: byNpm });
    const silent = await EventsProcess.run(source, ['export'], {
      environment: { ...byNpm, npm_config_loglevel: 'silent' },
    });

    const stderr = 'npm writes its own lines to the output: name a file, or use `npm run --silent events`\n';
    expect(refused).toEqual({ code: 1, stdout: Buffer.of(), stderr });
    expect(silent.code).toBe(0);
  });
});

describe('a file', () => {
  it('takes the place of the one before only when it is whole', async () => {
    const file = at('replaced.ndjson');
    writeFileSync(file, 'before');

    await EventsProcess.run(`sqlite:${EVENTS}`, ['export', file]);
    expect(readFileSync(file, 'utf8')).toBe('before');
    await EventsProcess.run(source, ['export', file]);

    expect(readFileSync(file, 'utf8')).toMatch(/^\{"id".*\}\n$/s);
    expect(readdirSync(folder.path).filter((name) => name.startsWith(basename(file)))).toEqual([basename(file)]);
  });

  it('gets what the shell writes, and is read from it', async () => {
    const [target, file] = [fresh(), at('redirected.ndjson')];
    const program = `${process.execPath} ${EVENTS}`;
    const script = `DATABASE_URL=$FROM ${program} export > ${file}; DATABASE_URL=$TO ${program} import < ${file}`;
    const env = { PATH: process.env.PATH, FROM: source, TO: target };
    const { stderr } = await run('bash', ['--norc', '-euc', script], { env });

    expect(stderr).toMatch(/^(exported|imported) 47 events in 30 commits, sha256 (\w+)\n(?!\1)\w+ 47 .* \2\n$/);
  });
});

it('takes the address of the database from a file .env, as the API does', async () => {
  const here = at('with-env');
  mkdirSync(here);
  writeFileSync(join(here, '.env'), `DATABASE_URL=${source}\n`);
  const { stderr } = await EventsProcess.run('', ['export'], { folder: here });

  expect(stderr).toMatch(/^exported 47 events/);
});

it('a log that is larger than its memory moves through it piece by piece', async () => {
  const [large, target, file] = [fresh(), fresh(), at('large.ndjson')];
  await withEvents(large, async (events) => {
    for (let n = 1; n <= 100; n++) await events.append(commitOf(n, { data: { text: 'x'.repeat(1_500_000) } }));
  });
  const environment = { NODE_OPTIONS: '--max-old-space-size=64' };

  const exported = await EventsProcess.run(large, ['export', file], { environment });
  const imported = await EventsProcess.run(target, ['import', file], { environment });

  expect(statSync(file).size).toBeGreaterThan(2 * 64 * 1024 * 1024);
  expect([exported.code, imported.code]).toEqual([0, 0]);
}, 120_000);

describe('in a terminal', () => {
  async function inTerminal(database: string, command: string): Promise<string> {
    const program = `${process.execPath} ${EVENTS} ${command}`;
    const args = ['--quiet', '--flush', '--return', '--command', program, '/dev/null'];
    const { PATH } = process.env;
    const { stdout } = await run('script', args, { env: { PATH, TERM: 'xterm', DATABASE_URL: database } });
    return stdout;
  }

  it('a bar is drawn over itself, and the last word stands on a line of its own', async () => {
    const [target, file] = [fresh(), at('bar.ndjson')];

    const exported = await inTerminal(source, `export ${file}`);
    const imported = await inTerminal(target, `import ${file}`);

    expect(exported).toContain('\r\u001B[2Kexport [████████████████████████] 100 % 47 events\r\u001B[2Kexported 47 ');
    expect(imported).toContain('\r\u001B[2Kimport [████████████████████████] 100 % 47 events');
    expect(imported).toContain('\r\u001B[2Kimported 47 events in 30 commits, sha256 ');
    expect(imported.endsWith('\r\n')).toBe(true);
  });

  it('an import without a file says that there is nothing to read', async () => {
    await expect(inTerminal(fresh(), 'import')).rejects.toMatchObject({
      code: 1,
      stdout: 'there is nothing to read: name a file, or pipe one in\r\n',
    });
  });
});
