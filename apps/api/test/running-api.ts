import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { readConfig } from '../src/config.js';
import { createApp } from '../src/create-app.js';

/** The whole API in this process, behind a real port of loopback. */
export class RunningApi {
  readonly app: NestFastifyApplication;
  readonly url: string;

  private constructor(app: NestFastifyApplication, url: string) {
    this.app = app;
    this.url = url;
  }

  /** @param environment variables as for `npm start`; by default the store is in memory and the log silent */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<RunningApi> {
    const config = readConfig({ DATABASE_URL: 'memory:', LOG_LEVEL: 'silent', PORT: '0', ...environment });
    const app = await createApp(config, pino({ level: config.logLevel }));
    await app.listen({ host: config.host, port: config.port });
    return new RunningApi(app, await app.getUrl());
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, init);
  }

  /** With a JSON body. */
  send(
    method: 'POST' | 'PUT',
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const init = { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
    return this.fetch(path, init);
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}
