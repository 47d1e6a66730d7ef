import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { checkNames } from './name-rule.js';
import { jsonOf } from './otlp-protobuf.js';
import { seenSpans } from './otlp-spans.js';
import type { SeenSpan } from './seen-span.js';

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface ReceivedExport extends Received {
  readonly spans: readonly SeenSpan[];
}

export interface ReceivedText extends Received {
  /** As it was sent; of protobuf only the words can be read. */
  readonly body: string;
}

/** An OTLP/HTTP endpoint of loopback that keeps what it gets: JSON or protobuf, plain or gzip. */
export class OtlpReceiver {
  readonly url: string;
  /** Of spans. */
  readonly exports: ReceivedExport[] = [];
  /** Of metrics and of log lines, by the path. */
  readonly others: ReceivedText[] = [];
  readonly #server: Server;

  private constructor(server: Server, silent: boolean) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', async (request, response) => {
      await this.#keep(request);
      if (!silent) response.setHeader('Content-Type', request.headers['content-type'] ?? '').end();
    });
  }

  /** @param silent takes everything and answers nothing */
  static async start({ silent = false, port = 0 }: { silent?: boolean; port?: number } = {}): Promise<OtlpReceiver> {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new OtlpReceiver(server, silent);
  }

  spans(): readonly SeenSpan[] {
    return this.exports.flatMap(({ spans }) => spans).toSorted((a, b) => a.startMs - b.startMs);
  }

  async #keep(request: IncomingMessage): Promise<void> {
    const { url: path = '', headers } = request;
    const body = await bodyOf(request);
    const isJson = headers['content-type'] === 'application/json';
    if (/metrics|logs/.test(path)) this.others.push({ path, headers, body: body.toString() });
    else this.exports.push({ path, headers, spans: seenSpans(isJson ? JSON.parse(body.toString()) : jsonOf(body)) });
  }

  /** Also the end of a look at every span's name. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    checkNames(this.spans());
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const sent = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
}
