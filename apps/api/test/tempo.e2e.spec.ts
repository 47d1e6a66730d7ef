import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parser } from '@grafana/lezer-traceql';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describeWithCollector } from '#testing/tracing';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SLOWEST_MS = 180_000;

describeWithCollector(
  'npm run test:tempo, against a server that answers as Tempo does',
  (collector) => {
    let standIn: Server;
    beforeAll(async () => {
      standIn = createServer((request, response) => {
        const { pathname, searchParams } = new URL(request.url ?? '', 'http://tempo');
        const [status, body] = pathname.startsWith('/api/v2/traces/')
          ? traceAnswer(collector().keptOf(pathname.slice('/api/v2/traces/'.length)))
          : searchAnswer(searchParams.get('q') ?? '');
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      }).listen(0, '127.0.0.1');
      await once(standIn, 'listening');
    });
    afterAll(async () => {
      standIn.closeAllConnections();
      standIn.close();
      await once(standIn, 'close');
    });

    it(
      'passes',
      async () => {
        const { port } = standIn.address() as AddressInfo;
        const jest = spawn(
          process.execPath,
          ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--testMatch', '**/*.tempo.ts', '--runInBand'],
          {
            cwd: ROOT,
            env: {
              ...process.env,
              TEMPO_URL: `http://127.0.0.1:${port}`,
              OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector().httpPort}`,
            },
            stdio: ['ignore', 'ignore', 'pipe'],
          },
        );
        const [output, [code]] = await Promise.all([text(jest.stderr), once(jest, 'exit')]);

        expect(output).toMatch(/^PASS \S*stack\.tempo\.ts/m);
        expect(code).toBe(0);
      },
      SLOWEST_MS,
    );
  },
  { shipped: true },
);

function traceAnswer(resourceSpans: readonly unknown[]): readonly [status: number, body: string] {
  if (resourceSpans.length === 0) return [404, ''];
  return [200, JSON.stringify({ trace: { resourceSpans } }, asTempo)];
}

function searchAnswer(query: string): readonly [status: number, body: string] {
  return /⚠/.test(parser.parse(query).toString()) ? [400, `invalid TraceQL query: ${query}`] : [200, '{"traces":[]}'];
}

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const CODES = ['UNSET', 'OK', 'ERROR'];

/** Ids in base64, kinds and codes by their names. */
function asTempo(key: string, value: unknown): unknown {
  if (/^(trace|span|parentSpan)Id$/.test(key)) return Buffer.from(String(value), 'hex').toString('base64');
  if (key === 'kind') return `SPAN_KIND_${KINDS[Number(value)]}`;
  if (key === 'code') return `STATUS_CODE_${CODES[Number(value)]}`;
  return value;
}
