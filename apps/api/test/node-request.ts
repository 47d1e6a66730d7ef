import { once } from 'node:events';
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

export interface NodeRequest {
  readonly method: string;
  /** Sent as it is. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer | undefined;
}

export interface NodeAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Sends what `fetch` refuses to: any method and header, bodies with a GET, addresses that are none. */
export class NodeClient {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string) {
    this.#url = new URL(url);
  }

  async send({ method, path, headers = {}, body }: NodeRequest): Promise<NodeAnswer> {
    const { hostname, port } = this.#url;
    // Node sends none by itself with a GET or DELETE: the body would be read as the next request.
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = request({ hostname, port, path, method, headers: { ...headers, ...length }, agent: this.#agent });
    const responding = once(sent, 'response') as Promise<[IncomingMessage]>;
    sent.end(body);
    const [response] = await responding;
    const received = await buffer(response);
    const isZipped = response.headers['content-encoding'] === 'gzip' && received.length > 0;
    const { statusCode: status = 0, headers: answered } = response;
    return { status, headers: answered, body: String(isZipped ? gunzipSync(received) : received) };
  }

  close(): void {
    this.#agent.destroy();
  }
}
