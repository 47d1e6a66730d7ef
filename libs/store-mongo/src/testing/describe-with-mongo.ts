import { afterAll, beforeAll, describe } from '@jest/globals';
import { writeSync } from 'node:fs';
import { MongoServer, type MongoServerOptions } from './mongo-server.js';

/** The first start on a machine unpacks the server. */
const START_MS = 90_000;

/**
 * Tests on a real server, which runs while they do. Without one they are skipped, with a line that says so; in CI they
 * fail.
 */
export function describeWithMongo(
  name: string,
  tests: (server: () => MongoServer) => void,
  options: MongoServerOptions = {},
): void {
  const missing = MongoServer.missing(options);
  if (missing !== undefined && process.env.CI) throw new Error(`"${name}" may not be skipped in CI: ${missing}`);
  if (missing !== undefined) writeSync(2, `"${name}" is skipped: ${missing}\n`);
  const describeIt = missing === undefined ? describe : describe.skip;
  describeIt(name, () => {
    let server: MongoServer | undefined;
    beforeAll(async () => {
      server = await MongoServer.start(options);
    }, START_MS);
    afterAll(() => server?.stop(), START_MS);
    tests(() => {
      if (!server) throw new Error('the server does not run yet');
      return server;
    });
  });
}
