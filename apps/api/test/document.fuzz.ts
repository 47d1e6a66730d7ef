import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { OidcServer } from './oidc-server.js';
import { RunningApi } from './running-api.js';

const FOLDER = fileURLToPath(new URL('../../../tools/schemathesis', import.meta.url));
const MISSING = 'there is no schemathesis here: pip install -r tools/schemathesis/requirements.txt';
const TIME_MS = 600_000;

let issuer: OidcServer;
let api: RunningApi;
let schemathesis: ChildProcess | undefined;
beforeAll(async () => {
  issuer = await OidcServer.start();
  api = await RunningApi.start({ OIDC_ISSUER: issuer.issuer, RATE_LIMIT_PER_MINUTE: '0' });
});
afterAll(async () => {
  schemathesis?.kill('SIGKILL');
  await api.stop();
  await issuer.stop();
});

it(
  'does what its document says, and nothing else',
  async () => {
    const header = `Authorization: Bearer ${await issuer.tokenOf('root')}`;
    const run = ['run', `${api.url}/api/openapi.json`, '--checks', 'all', '--header', header];
    schemathesis = spawn('schemathesis', run, { cwd: FOLDER, stdio: ['ignore', 'inherit', 'inherit'] });
    const [code] = await once(schemathesis, 'exit').catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new Error(MISSING) : error;
    });

    expect(code).toBe(0);
  },
  TIME_MS,
);
