import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { createInnerAdapter } from '#libs/http';
import { nestLogger } from '#libs/tracing';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';

/** The whole service, not yet listening. */
export async function createApp({ file }: Config, logger: Logger): Promise<NestFastifyApplication> {
  return NestFactory.create<NestFastifyApplication>(AppModule.forRoot(file), await createInnerAdapter(logger), {
    logger: nestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
}
