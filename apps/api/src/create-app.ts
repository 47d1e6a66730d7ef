import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createFastifyAdapter, localIdentity, serveOpenApi } from '#libs/http';
import { VERSION } from '#libs/tracing';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { LOCAL_TOKENS } from './local-tokens.js';
import { nestLogger } from './logger.js';

/** The whole application, not yet listening. */
export async function createApp(config: Config, logger: Logger): Promise<NestFastifyApplication> {
  const identity = await localIdentity(LOCAL_TOKENS);
  const adapter = await createFastifyAdapter(identity, config);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), adapter, {
    logger: nestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  serveOpenApi(app, VERSION);
  return app;
}
