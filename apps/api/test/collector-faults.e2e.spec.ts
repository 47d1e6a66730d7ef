import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clewClient } from '#libs/client';
import { freePort, until } from '#testing/event-sourcing';
import { OtlpReceiver } from '#testing/tracing';
import { ApiProcess, killApiProcesses } from './api-process.js';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});
afterAll(() => killApiProcesses());

const WARNING = 40;

const started = (port: number) =>
  ApiProcess.start({
    environment: {
      PORT: '0',
      DATABASE_URL: 'memory:',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '300',
      OTEL_BSP_SCHEDULE_DELAY: '20',
      OTEL_METRICS_EXPORTER: 'none',
    },
  });

async function collector(answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function create({ url }: ApiProcess, traceparent = ''): Promise<number> {
  const headers = traceparent ? { traceparent } : {};
  const { response } = await clewClient({ baseUrl: url }).POST('/api/tasks', { body: { title: 'A' }, headers });
  return response.status;
}

/** What it said of its exports, by their messages without numbers. */
function complaintsOf({ output }: ApiProcess): string[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return lines
    .map((line) => JSON.parse(line) as { level: number; msg: string })
    .filter(({ level }) => level >= WARNING)
    .map(({ msg }) => msg.replaceAll(/\d+/g, '#'));
}

describe('a Collector that', () => {
  it.each<[name: string, answer: RequestListener]>([
    ['answers 500', (_, response) => response.writeHead(500).end('{"message":"broken"}')],
    ['answers 429', (_, response) => response.writeHead(429, { 'retry-after': '1' }).end()],
    ['sends garbage', (_, response) => response.end('\u0000<html>')],
    ['closes half-way', (request) => request.destroy()],
    ['hangs', (request) => request.resume()],
  ])('%s changes no answer, is told of once, and holds nothing up', async (name, answer) => {
    const api = await started(await collector(answer));
    for (let n = 0; n < 10; n++) expect(await create(api)).toBe(201);
    const isQuiet = name === 'sends garbage';
    if (!isQuiet) await api.printed('OpenTelemetry: ');
    for (let n = 0; n < 10; n++) expect(await create(api)).toBe(201);

    expect(await api.stop()).toBe(0);
    const complaints = complaintsOf(api).filter((message) => message.startsWith('OpenTelemetry'));
    expect(complaints).toHaveLength(new Set(complaints).size);
    expect(complaints.length).toBeLessThanOrEqual(3);
  });

  it('goes away and comes back gets what is recorded from then on', async () => {
    const port = await freePort();
    const api = await started(port);
    expect(await create(api)).toBe(201);
    await api.printed('ECONNREFUSED');
    const receiver = await OtlpReceiver.start({ port });
    const isThere = async () => {
      expect(await create(api)).toBe(201);
      return receiver.spans().some(({ name }) => name === 'create_task');
    };
    await until(isThere, 'spans at the Collector that came back');

    expect(await api.stop()).toBe(0);
    await receiver.stop();
  });
});

it('headers with garbage are passed over, and answered as ever', async () => {
  const api = await started(await collector((_, response) => response.end('{}')));
  const headers = ['00-xyz-1-01', '\u00ff\u00fe', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`, '00-'.repeat(2_000)];

  for (const traceparent of headers) expect(await create(api, traceparent)).toBe(201);
  expect(await api.stop()).toBe(0);
  expect(complaintsOf(api)).toEqual([]);
});
