import { afterAll, beforeAll, describe } from '@jest/globals';
import { writeSync } from 'node:fs';
import { RedisServer } from './redis-server.js';

/** Tests on a real server. Where none is installed they are skipped, with a line that says so; in CI they fail. */
export function describeWithRedis(name: string, tests: (server: () => RedisServer) => void): void {
  const isInstalled = RedisServer.isInstalled();
  if (!isInstalled && process.env.CI) throw new Error(`"${name}" may not be skipped in CI: install redis-server`);
  if (!isInstalled) writeSync(2, `"${name}" is skipped: install redis-server\n`);
  const describeIt = isInstalled ? describe : describe.skip;
  describeIt(name, () => {
    let server: RedisServer | undefined;
    beforeAll(async () => {
      server = await RedisServer.onFreePort();
    });
    afterAll(() => server?.stop());
    tests(() => {
      if (!server) throw new Error('the server has no port yet');
      return server;
    });
  });
}
