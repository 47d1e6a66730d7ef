import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type ClewClient, clewClient } from '#libs/client';
import { Projections, type RunningProjection } from '#libs/cqrs';
import { EventStore } from '#libs/event-sourcing';
import { openApiDocument } from '#libs/http';
import { createLogger, VERSION } from '#libs/tracing';
import type { DestinationStream } from 'pino';
import type { ApiDocument } from './api-document.js';
import { Conformity } from './conformity.js';
import { readConfig } from '../src/config.js';
import { createApp } from '../src/create-app.js';

export interface RunningApiOptions {
  /** Where log lines go, with `LOG_LEVEL` in the environment. Default: nowhere. */
  readonly log?: DestinationStream;
  /** Called before anything is projected and the port is open: the place to break something. */
  readonly prepare?: (app: NestFastifyApplication) => void;
}

const DEFAULTS = {
  DATABASE_URL: 'memory:',
  LOG_LEVEL: 'silent',
  PORT: '0',
  READ_YOUR_WRITES_MS: '10000',
  // The specs' own work runs on the same event loop.
  MAX_EVENT_LOOP_DELAY_MS: '0',
};

/** Of the document, which is the same for all. */
let conformity: Conformity | undefined;

/** The whole API in this process, behind a real port of loopback. */
export class RunningApi {
  readonly app: NestFastifyApplication;
  readonly url: string;

  private constructor(app: NestFastifyApplication, url: string) {
    this.app = app;
    this.url = url;
  }

  /**
   * @param environment variables as for `npm start`; by default the store is in memory, the log silent, a write waits for
   * its read model also where the machine is slow, and nobody is refused for that
   */
  static async start(
    environment: Readonly<Record<string, string>> = {},
    { log, prepare }: RunningApiOptions = {},
  ): Promise<RunningApi> {
    const config = readConfig({ ...DEFAULTS, ...environment });
    const app = await createApp(config, createLogger(config.logLevel, log));
    prepare?.(app);
    await app.listen({ host: config.host, port: config.port });
    return new RunningApi(app, await app.getUrl());
  }

  get store(): EventStore {
    return this.app.get(EventStore);
  }

  /** The one that feeds the tasks that readers see. */
  get projection(): RunningProjection<object> {
    const projection = this.app.get(Projections).running.find(({ readModel }) => readModel.lease.startsWith('tasks.'));
    if (!projection) throw new Error('no projection runs');
    return projection;
  }

  /** Any answer must be one that the API document tells of. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return this.#checked(init.method ?? 'GET', path, await fetch(`${this.url}${path}`, init));
  }

  /** With types, of a caller of `callers.ts` or the local admin. Its answers are held against the document too. */
  client(headers: Readonly<Record<string, string>> = {}): ClewClient {
    const client = clewClient({
      baseUrl: this.url,
      fetch: async (request) => {
        const { pathname, search } = new URL(request.url);
        return this.#checked(request.method, pathname + search, await fetch(request));
      },
    });
    client.use({
      onRequest({ request }) {
        for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
      },
    });
    return client;
  }

  async #checked(method: string, path: string, response: Response): Promise<Response> {
    conformity ??= new Conformity(openApiDocument(this.app, VERSION) as unknown as ApiDocument);
    await conformity.check(method, path, response);
    return response;
  }

  /** With a JSON body. */
  send(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return this.fetch(path, { method, body: JSON.stringify(body), headers: { 'content-type': type, ...headers } });
  }

  delete(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.fetch(path, { method: 'DELETE', headers });
  }

  /** Creates a task that is to be there. @returns its address */
  async created(fields: object = {}): Promise<string> {
    const response = await this.send('POST', '/api/tasks', { title: 'Implement feature X', ...fields });
    if (response.status !== 201) throw new Error(`a create was answered with ${response.status}`);
    return response.headers.get('location') ?? '';
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}
