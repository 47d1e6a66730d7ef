// A receiver of OTLP over HTTP in a process of its own, that takes spans apart and counts them.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readJson } from './otlp-json.js';
import { readProtobuf } from './otlp-protobuf.js';
import { Traces } from './traces.js';

let traces = new Traces();

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  const isJson = type.startsWith('application/json');
  const isTraces = request.url === '/v1/traces';
  if (isTraces) for (const span of isJson ? readJson(body) : readProtobuf(body)) traces.add(span);
  response.setHeader('Content-Type', type).end(isJson ? '{}' : '');
}

process.on('message', (question: 'spans' | 'report') => {
  if (question === 'spans') process.send?.(traces.spans);
  else {
    process.send?.(traces.report());
    traces = new Traces();
  }
});
process.on('disconnect', () => process.exit());

const server = createServer((request, response) => {
  receive(request, response).catch(() => response.writeHead(400).end());
}).listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
