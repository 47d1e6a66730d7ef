import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OtlpReceiver } from '#testing/tracing';
import { variables } from '../src/config.js';
import { ApiProcess, killApiProcesses } from './api-process.js';
import { HalfRequest } from './half-request.js';

const folder = mkdtempSync(join(tmpdir(), 'clew-api-'));
const receivers: OtlpReceiver[] = [];
afterAll(async () => {
  killApiProcesses();
  await Promise.all(receivers.map((receiver) => receiver.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const onAnyPort = (environment: Readonly<Record<string, string>> = {}) => ({ PORT: '0', ...environment });
let files = 0;
const newFile = () => `sqlite:${join(folder, `${++files}.db`)}`;

async function expectFree(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const server = createServer().listen(Number(port), hostname);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

describe('npm start', () => {
  it.each([
    ['SIGTERM to npm', (api: ApiProcess) => api.signal('SIGTERM')],
    ['Ctrl-C in its terminal', (api: ApiProcess) => api.signalGroup('SIGINT')],
  ])('ends by %s in the middle of a request with the answer given, the spans sent, the port free', async (_, end) => {
    const receiver = await OtlpReceiver.start();
    receivers.push(receiver);
    const environment = onAnyPort({ DATABASE_URL: newFile(), OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const api = await ApiProcess.start({ by: 'npm', environment });
    const request = await HalfRequest.send(api.url);

    end(api);
    await api.printed('stopping');
    request.complete();
    const code = await api.ended();

    expect(request.answer).toMatch(/^HTTP\/1\.1 201 Created\r\n/);
    expect(code).toBe(0);
    expect(api.output).toContain('stopped');
    const [, traceId] = /traceresponse: 00-([0-9a-f]{32})-/.exec(request.answer) ?? [];
    const names = (await receiver.spans()).filter((span) => span.traceId === traceId).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['POST /api/tasks', 'create_task', 'event_store.append']));
    await expectFree(api.url);
  });

  it('listens within three seconds once everything is set up', async () => {
    await (await ApiProcess.start({ by: 'npm', environment: onAnyPort({ DATABASE_URL: newFile() }) })).stop();
    const began = performance.now();

    const api = await ApiProcess.start({ by: 'npm', environment: onAnyPort({ DATABASE_URL: newFile() }) });

    expect(performance.now() - began).toBeLessThan(3_000);
    expect(await api.stop()).toBe(0);
  });
});

it('reads .env, and makes the file it names', async () => {
  const work = mkdtempSync(join(folder, 'work-'));
  writeFileSync(join(work, '.env'), 'PORT=0\nLOG_LEVEL=info\nDATABASE_URL=sqlite:./made/here.db\n');
  const api = await ApiProcess.start({ folder: work });

  expect((await fetch(`${api.url}/ready`)).status).toBe(200);
  expect(await api.stop()).toBe(0);
  expect(() => rmSync(join(work, 'made', 'here.db'))).not.toThrow();
});

describe('a start that cannot be ends with code 1 and says what to do', () => {
  it('for wrong variables, all at once, without a secret', async () => {
    const environment = { PORT: 'eighty', DATABASE_URL: 'mongo://ann:secret@host/db', LOG_LEVEL: 'loud' };
    const api = new ApiProcess({ environment });

    expect(await api.ended()).toBe(1);
    expect(api.output.split('\n').slice(0, 3)).toEqual([
      'PORT="eighty" is not allowed. Allowed: a whole number from 0 to 65535; 0 takes a free one.',
      `DATABASE_URL="mongo://***@host/db" is not allowed. Allowed: ${variables.DATABASE_URL.allowed}.`,
      'LOG_LEVEL="loud" is not allowed. Allowed: fatal, error, warn, info, debug, trace, silent.',
    ]);
    expect(api.output).not.toMatch(/secret|\n\s+at /);
  });

  it('for a port in use', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const api = new ApiProcess({ environment: { PORT: String(port), DATABASE_URL: 'memory:' } });

    expect(await api.ended()).toBe(1);
    expect(api.output).toContain(`port ${port} of 127.0.0.1 is in use: set PORT to another one`);
    holder.close();
  });

  it('for a file that is no database', async () => {
    const path = join(folder, 'letter.db');
    writeFileSync(path, 'Dear Ann, '.repeat(500));
    const api = new ApiProcess({ environment: onAnyPort({ DATABASE_URL: `sqlite:${path}` }) });

    expect(await api.ended()).toBe(1);
    expect(api.output).toContain(`the database file ${path} is damaged or not a database`);
    expect(api.output).not.toMatch(/\n\s+at /);
  });
});
