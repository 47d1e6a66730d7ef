import { existsSync } from 'node:fs';
import { createLogger, startTracing, watchFetch, watchMongoDb, watchRedis } from '#libs/tracing';
import { orExit } from '#libs/configuration';
import { readConfig } from './config.js';

if (existsSync('.env')) process.loadEnvFile();
const config = orExit(() => readConfig(process.env));
const logger = createLogger(config.logLevel);
const tracing = startTracing({
  serviceName: 'clew-api',
  environment: config.environment,
  olderNames: config.olderNames,
  log: logger,
  drivers: [
    ...(await watchFetch()),
    ...(config.database.kind === 'mongodb' ? await watchMongoDb() : []),
    ...(config.redisUrl === undefined ? [] : await watchRedis()),
  ],
  ...(config.tracesConsole && process.stdout.isTTY && { print: (tree: string) => process.stdout.write(`${tree}\n\n`) }),
});
// Only now, so that whatever it loads can be watched.
const [{ createApp }, { serve }] = await Promise.all([import('./create-app.js'), import('#libs/http')]);
await serve(config, () => createApp(config, logger), logger, tracing);
