import { afterAll, afterEach, expect, it } from '@jest/globals';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { until } from '#testing/event-sourcing';
import { describeWithMongo, WireProxy } from '#testing/store-mongo';
import { TemporaryFolder } from '#testing/store-sqlite';
import { RunningApi } from './running-api.js';

/** Longer than the pause that a subscription may have reached until then. */
const RECOVERY_MS = 60_000;
const NOTICE_MS = 2_000;

const folder = new TemporaryFolder();
let api: RunningApi;
afterEach(() => api.stop());
afterAll(() => folder.remove());

const status = async (path: string) => (await api.fetch(path)).status;

/** What holds while a store is broken, from the moment on at which it breaks. */
async function expectUnready(): Promise<void> {
  const began = performance.now();
  await until(async () => (await status('/ready')) === 503, 'the API to be unready');

  expect(performance.now() - began).toBeLessThan(NOTICE_MS);
  const { error } = (await (await api.fetch('/ready')).json()) as { error: Readonly<Record<string, unknown>> };
  expect(error).toMatchObject({ store: { status: 'down' } });
  // The process is none the worse, and to start it again would mend nothing.
  const asked = performance.now();
  expect(await status('/health')).toBe(200);
  expect(performance.now() - asked).toBeLessThan(NOTICE_MS);
}

async function expectReadyAgain(): Promise<void> {
  await until(async () => (await status('/ready')) === 200, 'the API to be ready', RECOVERY_MS);
  await api.created();
  expect(await (await api.fetch('/ready')).json()).toMatchObject({ status: 'ok', error: {} });
}

/** Over the bytes of a file that is in use. */
function overwrite(file: string, bytes: Buffer): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, 0);
  closeSync(descriptor);
}

it('on SQLite readiness tells within two seconds that the file is broken, and that it is whole again', async () => {
  const file = folder.file();
  api = await RunningApi.start({ DATABASE_URL: `sqlite:${file}` });
  await api.created();
  const files = [file, `${file}-wal`, `${file}-shm`];
  const whole = files.map((name) => readFileSync(name));
  for (const [n, name] of files.entries()) overwrite(name, Buffer.alloc(whole[n]?.length ?? 0, 'x'));

  await expectUnready();
  for (const [n, name] of files.entries()) overwrite(name, whole[n] ?? Buffer.alloc(0));
  await expectReadyAgain();
}, 90_000);

describeWithMongo(
  'on MongoDB readiness tells within two seconds',
  (server) => {
    const start = async () => {
      api = await RunningApi.start({ DATABASE_URL: server().freshDatabase() });
      await api.created();
    };

    it('that the server hangs, and that it answers again', async () => {
      await start();
      server().freeze();
      try {
        await expectUnready();
      } finally {
        server().thaw();
      }
      await expectReadyAgain();
    }, 90_000);

    it('that the server is gone, and that it is back', async () => {
      await start();
      await server().kill();
      await expectUnready();
      await server().startAgain();
      await expectReadyAgain();
    }, 90_000);

    it('that nothing comes through the network, and that it does again', async () => {
      const proxy = await WireProxy.start(server().uri);
      const database = new URL(server().freshDatabase()).pathname.slice(1);
      api = await RunningApi.start({ DATABASE_URL: proxy.uri(database) });
      await api.created();
      const held = proxy.on(() => true, { reply: 'hold' });

      await expectUnready();
      held.end();
      await expectReadyAgain();
      await api.stop();
      await proxy.stop();
    }, 90_000);
  },
  { own: true },
);
