import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ParkedEvents } from '#libs/event-sourcing';
import { commitOf, parkedOf, part } from '#testing/event-sourcing';
import { OidcServer } from './oidc-server.js';
import { RunningApi } from './running-api.js';

const FOLDER = fileURLToPath(new URL('../../../tools/schemathesis', import.meta.url));
const MISSING = 'there is no schemathesis here: pip install -r tools/schemathesis/requirements.txt';
const PARKED = 20;
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

/** What no earlier answer leads to: events that a subscription could not do, each of a stream of its own. */
async function parkSome(): Promise<Readonly<Record<string, string>>> {
  const streams = Array.from({ length: PARKED }, (_, n) => part(`task-parked${n}`, 0));
  const { commit } = await api.store.append(commitOf(1, { streams }));
  const name = api.projection.readModel.lease;
  await api.app.get(ParkedEvents).put(
    name,
    commit.events.map((event) => parkedOf(event)),
  );
  return { SUBSCRIPTION: name, PARKED_EVENTS: commit.events.map(({ id }) => id).join(',') };
}

it(
  'does what its document says, and nothing else',
  async () => {
    const header = `Authorization: Bearer ${await issuer.tokenOf('root')}`;
    const run = ['run', `${api.url}/api/openapi.json`, '--checks', 'all', '--header', header];
    const env = { ...process.env, ...(await parkSome()) };
    schemathesis = spawn('schemathesis', run, { cwd: FOLDER, env, stdio: ['ignore', 'inherit', 'inherit'] });
    const [code] = await once(schemathesis, 'exit').catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new Error(MISSING) : error;
    });

    expect(code).toBe(0);
  },
  TIME_MS,
);
