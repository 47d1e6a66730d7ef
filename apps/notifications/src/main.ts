import { existsSync } from 'node:fs';
import { orExit } from '#libs/configuration';
import { createLogger, startTracing } from '#libs/tracing';
import { readConfig } from './config.js';

if (existsSync('.env')) process.loadEnvFile();
const config = orExit(() => readConfig(process.env));
const logger = createLogger(config.logLevel);
const tracing = startTracing({
  serviceName: 'clew-notifications',
  environment: config.environment,
  olderNames: config.olderNames,
  log: logger,
});
// Only now, so that whatever it loads can be watched.
const [{ createApp }, { serve }] = await Promise.all([import('./create-app.js'), import('#libs/http')]);
await serve(config, () => createApp(config, logger), logger, tracing);
