import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiProcess, killApiProcesses } from './api-process.js';

const PROGRAM = fileURLToPath(new URL('../../../dist/apps/api/src/token/main.js', import.meta.url));
const KEY = 'data/token-key.json';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clew-token-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => killApiProcesses());

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (...args: readonly string[]) =>
  new Promise<Ended>((resolve) => {
    const child = execFile(process.execPath, [PROGRAM, ...args], { cwd: folder, env: {} }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
const ask = (url: string, token: string) =>
  fetch(`${url}/api/tasks`, { headers: { authorization: `Bearer ${token.trim()}` } });
const startApi = () => ApiProcess.start({ folder, environment: { PORT: '0', DATABASE_URL: 'memory:' } });

describe('npm run token', () => {
  it('prints one token and nothing else, which the server of the same folder takes', async () => {
    const api = await startApi();
    const { code, stdout, stderr } = await run('--role', 'user', '--name', 'ann', '--department', 'sales');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const created = await fetch(`${api.url}/api/tasks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stdout.trim()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'A' }),
    });
    expect(await created.json()).toMatchObject({ created_by: 'ann' });
    const path = `${api.url}${created.headers.get('location')}`;
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    expect((await fetch(path, { method: 'DELETE', headers })).status).toBe(403);
    expect(await api.stop()).toBe(0);
  });

  it('keeps its key from others, and signs with the same one again', async () => {
    await run('--role', 'admin', '--name', 'eve');
    const key = readFileSync(join(folder, KEY), 'utf8');
    await run('--role', 'admin', '--name', 'eve');

    expect(readFileSync(join(folder, KEY), 'utf8')).toBe(key);
    expect(statSync(join(folder, KEY)).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'data'))).toEqual(['token-key.json']);
  });

  it('of many processes that need the first key at once, all get the same', async () => {
    const api = await startApi();
    const tokens = await Promise.all(Array.from({ length: 6 }, (_, n) => run('--role', 'user', '--name', `ann${n}`)));
    const answers = await Promise.all(tokens.map(({ stdout }) => ask(api.url, stdout)));

    expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 200));
    expect(await api.stop()).toBe(0);
  });

  it('is refused by a server with another key', async () => {
    const { stdout } = await run('--role', 'admin', '--name', 'eve');
    rmSync(join(folder, KEY));
    const api = await startApi();

    expect((await ask(api.url, stdout)).status).toBe(401);
    expect(await api.stop()).toBe(0);
  });

  it.each([
    ['no role', ['--name', 'ann'], '--role is missing'],
    ['no name', ['--role', 'user'], '--name is missing'],
    ['an unknown option', ['--role', 'user', '--name', 'ann', '--age', '7'], "Unknown option '--age'"],
    ['an empty name', ['--role', 'user', '--name', ''], 'the subject is missing or malformed'],
    ['a name too long', ['--role', 'user', '--name', 'x'.repeat(256)], 'the subject is missing or malformed'],
    ['an empty role', ['--role', '', '--name', 'ann'], 'the claim with the roles is no list of texts'],
  ])('with %s says what is wrong, and prints no token', async (_, args, why) => {
    const { code, stdout, stderr } = await run(...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(why);
    expect(stderr).toContain('npm run --silent token -- --role <role> --name <name>');
  });

  it('does not sign with what is no key, nor show it, and the server does not start', async () => {
    await run('--role', 'admin', '--name', 'eve');
    writeFileSync(join(folder, KEY), '{"kty":"EC","d":"secret"}');
    const { code, stdout, stderr } = await run('--role', 'admin', '--name', 'eve');
    const api = new ApiProcess({ folder, environment: { PORT: '0', DATABASE_URL: 'memory:' } });

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('token-key.json is no key for tokens: delete it');
    expect(stderr).not.toContain('secret');
    expect(await api.ended()).toBe(1);
    expect(api.output).toContain('token-key.json is no key for tokens: delete it');
    expect(api.output).not.toContain('secret');
  });
});
