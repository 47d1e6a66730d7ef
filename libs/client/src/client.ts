import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './api-types.js';

export type ClewClient = Client<paths>;
export type Task = components['schemas']['Task'];
export type TaskList = components['schemas']['TaskList'];
export type BulkTasks = components['schemas']['BulkTasks'];
export type BulkResults = components['schemas']['BulkResults'];
export type StoredEvent = components['schemas']['Event'];
export type EventList = components['schemas']['EventList'];
/** What every refusal looks like (RFC 9457); its `code` says which one it is. */
export type Problem = components['schemas']['Problem'];

export interface ClewClientOptions {
  /** Where the API is, without a path. */
  readonly baseUrl: string;
  /** Gets an access token, for each request anew; without it the caller is the admin of the API's own machine. */
  readonly token?: () => string | Promise<string>;
  /** Takes the place of the global one. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * Calls the API with the paths, parameters, bodies and answers of its OpenAPI document. An answer has either `data` or the
 * problem as `error`, and the `response` with its headers; a call rejects only where there was no answer.
 */
export function clewClient({ baseUrl, token, fetch = globalThis.fetch }: ClewClientOptions): ClewClient {
  const client = createClient<paths>({ baseUrl, fetch });
  client.use({
    async onRequest({ request }) {
      if (request.method === 'PATCH') request.headers.set('Content-Type', 'application/merge-patch+json');
      if (token) request.headers.set('Authorization', `Bearer ${await token()}`);
      return request;
    },
  });
  return client;
}
