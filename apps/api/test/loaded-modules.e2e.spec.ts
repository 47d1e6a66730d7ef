import { afterAll, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithMongo } from '#testing/store-mongo';
import { TemporaryFolder } from '#testing/store-sqlite';
import { ApiProcess, killApiProcesses } from './api-process.js';

const folder = new TemporaryFolder();
afterAll(async () => {
  killApiProcesses();
  await folder.remove();
});

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

/** The scripts that an API on this database loads until it ends, as Node itself counts them. */
async function loadedOn(database: string): Promise<string[]> {
  const coverage = folder.file();
  const api = await ApiProcess.start({
    environment: { PORT: '0', DATABASE_URL: database, NODE_V8_COVERAGE: coverage },
  });
  expect((await fetch(`${api.url}/api/tasks`)).status).toBe(200);
  expect(await api.stop()).toBe(0);
  return readdirSync(coverage).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as Coverage;
    return result.map(({ url }) => url);
  });
}

const OF_MONGODB =
  /\/node_modules\/(?:mongo|bson|@nestjs\/mongoose|.*\/instrumentation-mongodb)|\/store-mongo\/|mongodb-spans/;

const OF_REDIS = /\/node_modules\/(?:ioredis|.*\/instrumentation-ioredis)\/|redis-spans/;

it('on SQLite nothing of MongoDB or Redis is loaded, and so nothing patched', async () => {
  const loaded = await loadedOn(`sqlite:${folder.file()}`);

  expect(loaded.filter((url) => url.includes('/store-sqlite/'))).not.toEqual([]);
  expect(loaded.filter((url) => OF_MONGODB.test(url) || OF_REDIS.test(url))).toEqual([]);
});

describeWithMongo('on MongoDB', (server) => {
  it('its driver is loaded, and what draws its calls', async () => {
    const loaded = await loadedOn(server().freshDatabase());

    for (const module of [
      /\/store-mongo\//,
      /\/node_modules\/mongodb\/lib\/cmap\/connection\.js$/,
      /instrumentation-mongodb/,
    ]) {
      expect(loaded.filter((url) => module.test(url))).not.toEqual([]);
    }
  });
});
