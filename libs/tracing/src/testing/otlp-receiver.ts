import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { checkNames } from './name-rule.js';
import { jsonOf } from './otlp-protobuf.js';
import { seenSpans } from './otlp-spans.js';
import type { SeenSpan } from './seen-span.js';

export interface ReceivedExport {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly spans: readonly SeenSpan[];
}

/** An OTLP/HTTP endpoint of loopback that keeps what it gets: JSON or protobuf, plain or gzip. */
export class OtlpReceiver {
  readonly url: string;
  readonly exports: ReceivedExport[] = [];
  readonly #server: Server;

  private constructor(server: Server, silent: boolean) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', async (request, response) => {
      this.exports.push(await received(request));
      if (!silent) response.setHeader('Content-Type', request.headers['content-type'] ?? '').end();
    });
  }

  /** @param silent takes everything and answers nothing */
  static async start({ silent = false }: { readonly silent?: boolean } = {}): Promise<OtlpReceiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new OtlpReceiver(server, silent);
  }

  spans(): readonly SeenSpan[] {
    return this.exports.flatMap(({ spans }) => spans).toSorted((a, b) => a.startMs - b.startMs);
  }

  /** Also the end of a look at every span's name. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    checkNames(this.spans());
  }
}

async function received(request: IncomingMessage): Promise<ReceivedExport> {
  const { url: path = '', headers } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const sent = Buffer.concat(chunks);
  const body = headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
  const isJson = headers['content-type'] === 'application/json';
  return { path, headers, spans: seenSpans(isJson ? JSON.parse(body.toString()) : jsonOf(body)) };
}
