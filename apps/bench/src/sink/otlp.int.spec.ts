import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readJson } from './otlp-json.js';
import { readProtobuf } from './otlp-protobuf.js';

let received = Buffer.alloc(0);
const server = createServer(async (request, response) => {
  received = Buffer.concat(await request.toArray());
  response.end();
});
let url: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
});
afterAll(() => void server.close());

it.each([
  ['http/json', () => new JsonExporter({ url }), readJson],
  ['http/protobuf', () => new ProtobufExporter({ url }), readProtobuf],
])('reads what the official exporter sends as %s', async (_protocol, exporter, read) => {
  const traceId = await exportTwoSpans(exporter());

  expect([...read(received)]).toEqual([
    { traceId, name: 'read', isRoot: false, batchCount: 0 },
    { traceId, name: 'projection.tasks', isRoot: true, batchCount: 300 },
  ]);
});

/** A root with a batch count among other attributes, and a child. */
async function exportTwoSpans(exporter: SpanExporter): Promise<string> {
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('spec');
  const attributes = { 'es.position.first': 7, 'es.batch.count': 300, 'task.id': 'x', share: 0.5 };
  const root = tracer.startSpan('projection.tasks', { attributes });
  tracer.startSpan('read', { attributes }, trace.setSpan(context.active(), root)).end();
  root.end();
  await provider.shutdown();
  return root.spanContext().traceId;
}
