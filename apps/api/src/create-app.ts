import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createFastifyAdapter, type Identity, issuerIdentity, localIdentity, serveOpenApi } from '#libs/http';
import { nestLogger, VERSION } from '#libs/tracing';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { LOCAL_TOKENS } from './local-tokens.js';

/** The whole application, not yet listening. */
export async function createApp(config: Config, logger: Logger): Promise<NestFastifyApplication> {
  const adapter = await createFastifyAdapter(await identityFor(config), logger, config);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), adapter, {
    logger: nestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  serveOpenApi(app, VERSION);
  return app;
}

async function identityFor({ oidcIssuer: issuer, ...config }: Config): Promise<Identity> {
  if (issuer === undefined) return localIdentity(LOCAL_TOKENS);
  const claims = { roles: config.oidcRolesClaim, department: config.oidcDepartmentClaim };
  return issuerIdentity({ issuer, audience: config.oidcAudience, claims });
}
