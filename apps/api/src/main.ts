import { existsSync } from 'node:fs';
import { startTracing, watchMongoDb, watchRedis } from '#libs/tracing';
import { readConfigOrExit } from './config.js';
import { createLogger } from './logger.js';

if (existsSync('.env')) process.loadEnvFile();
const config = readConfigOrExit(process.env);
const logger = createLogger(config.logLevel);
const tracing = startTracing({
  serviceName: 'clew-api',
  environment: config.environment,
  olderNames: config.olderNames,
  log: logger,
  drivers: [
    ...(config.database.kind === 'mongodb' ? await watchMongoDb() : []),
    ...(config.redisUrl === undefined ? [] : await watchRedis()),
  ],
  ...(config.tracesConsole && process.stdout.isTTY && { print: (tree: string) => process.stdout.write(`${tree}\n\n`) }),
});
// Only now, so that whatever it loads can be watched.
const { serve } = await import('./serve.js');
await serve(config, logger, tracing);
