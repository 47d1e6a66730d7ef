import { rmSync } from 'node:fs';
import { jwtVerify } from 'jose';
import { shown } from '../figures.js';
import { creates, getsOf, load } from '../http/load.js';
import { idsAt, type Rate, timed } from '../http/run.js';
import { Server } from '../http/server.js';
import { type Variant, untracedApi } from '../http/variants.js';
import { figuresOf, inTurns } from '../in-turns.js';
import type { Sizes } from '../options.js';
import { temporaryFolder } from '../resources.js';
import { table } from '../table.js';
import { type Algorithm, ALGORITHMS, Issuer } from './issuer.js';

const NOBODY = 'no token';
const TASKS = 100;

/** What a token costs a request, and its verification alone. */
export async function measureIdentity({ http, runs }: Sizes): Promise<string> {
  const issuer = await Issuer.start();
  const folder = temporaryFolder();
  const contenders = [
    { name: NOBODY, measure: () => gets(unlimited(), folder, http) },
    ...ALGORITHMS.map((algorithm) => ({
      name: `token, ${algorithm}`,
      measure: async () =>
        gets(unlimited({ OIDC_ISSUER: issuer.url }), folder, http, {
          authorization: `Bearer ${await issuer.token(algorithm)}`,
        }),
    })),
    ...ALGORITHMS.map((algorithm) => ({
      name: `jose alone, ${algorithm}`,
      measure: () => verifications(issuer, algorithm, http),
    })),
  ];
  const measured = await inTurns('identity', contenders, runs);
  await issuer.stop();
  const bare = figuresOf(measured, NOBODY, ({ cpuUsPerRequest }) => cpuUsPerRequest);
  const rows = contenders.map(({ name }) => {
    const cpu = figuresOf(measured, name, ({ cpuUsPerRequest }) => cpuUsPerRequest);
    const more = name.startsWith('token') ? shown(cpu.map((us, run) => us - (bare[run] ?? 0))) : '';
    return [name, shown(figuresOf(measured, name, ({ requestsPerSecond }) => requestsPerSecond)), shown(cpu), more];
  });
  return table('Identity: gets of a known task', ['caller', 'a second', 'CPU µs each', 'more than without'], rows);
}

function unlimited(environment: Variant['environment'] = {}): Variant {
  return { name: 'untraced', ...untracedApi({ RATE_LIMIT_PER_MINUTE: '0', ...environment }) };
}

/** Of one server from its start to its end. */
async function gets(
  variant: Variant,
  parent: string,
  sizes: Sizes['http'],
  headers: Readonly<Record<string, string>> = {},
): Promise<Rate> {
  const server = await Server.start(variant, parent);
  const [create] = creates;
  if (create) await load(server.url, [{ ...create, headers: { ...create.headers, ...headers } }], TASKS);
  const requests = getsOf(await idsAt(server.url, headers)).map((request) => ({ ...request, headers }));
  const rate = await timed(server, requests, sizes);
  const code = await server.stop();
  rmSync(server.folder, { recursive: true });
  if (rate.failed > 0 || code !== 0) throw new Error(`${rate.failed} gets failed, the API ended with ${code}`);
  return rate;
}

/** One after the other, in this process, as a request does it. */
async function verifications(issuer: Issuer, algorithm: Algorithm, sizes: Sizes['http']): Promise<Rate> {
  const [token, key] = [await issuer.token(algorithm), issuer.publicKey(algorithm)];
  const verify = async (amount: number) => {
    for (let each = 0; each < amount; each++) await jwtVerify(token, key, { issuer: issuer.url, audience: 'clew-api' });
  };
  await verify(sizes.warmUp);
  const before = process.cpuUsage();
  const began = performance.now();
  await verify(sizes.requests);
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(before);
  return { requestsPerSecond: sizes.requests / seconds, cpuUsPerRequest: (user + system) / sizes.requests, failed: 0 };
}
