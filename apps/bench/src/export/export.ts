import { rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { decimal, ratios, shown } from '../figures.js';
import { CONNECTIONS, creates } from '../http/load.js';
import { type Rate, timed } from '../http/run.js';
import { Server } from '../http/server.js';
import { tracedApi } from '../http/variants.js';
import { figuresOf, inTurns, type Measured } from '../in-turns.js';
import type { Sizes } from '../options.js';
import { temporaryFolder } from '../resources.js';
import { Sink } from '../sink/sink.js';
import { aimTable, table } from '../table.js';

interface Exporting extends Rate {
  readonly lost: number;
  readonly megabytes: number;
}

const [UP, DOWN, HUNG] = ['up', 'down', 'hung'];

/** Creates while the Collector takes spans, is not there, or takes a connection and never answers. */
export async function measureExport({ http, runs }: Sizes): Promise<string> {
  const sink = await Sink.start();
  const folder = temporaryFolder();
  const silent = await Silent.start();
  const urls = { [UP]: sink.url, [DOWN]: await nobodyAt(), [HUNG]: silent.url };
  const contenders = Object.entries(urls).map(([name, url]) => ({
    name,
    measure: () => exporting(url, folder, http),
  }));
  const measured = await inTurns('export', contenders, runs);
  await silent.stop();
  await sink.stop();
  return [figures(measured), aims(measured)].join('\n');
}

async function exporting(collector: string, parent: string, sizes: Sizes['http']): Promise<Exporting> {
  const server = await Server.start({ name: '', ...tracedApi(collector), traceFlags: '01', exports: true }, parent);
  const rate = await timed(server, creates, sizes);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  await server.stop();
  rmSync(server.folder, { recursive: true });
  if (rate.failed > 0) throw new Error(`${rate.failed} creates failed`);
  const sum = (pattern: RegExp) =>
    [...metrics.matchAll(pattern)].reduce((total, [, value]) => total + Number(value), 0);
  return {
    ...rate,
    lost: sum(/^otel_sdk_processor_span_processed_total\{.*error_type=.*\} (\S+)$/gm),
    megabytes: sum(/^process_memory_usage (\S+)$/gm) / 1e6,
  };
}

function figures(measured: Measured<Exporting>): string {
  const rows = [...measured].map(([name, runs]) => [
    name,
    shown(runs.map(({ requestsPerSecond }) => requestsPerSecond)),
    shown(
      runs.map(({ requestsPerSecond }) => (CONNECTIONS / requestsPerSecond) * 1e3),
      1,
    ),
    shown(runs.map(({ cpuUsPerRequest }) => cpuUsPerRequest)),
    shown(runs.map(({ megabytes }) => megabytes)),
    decimal(runs.reduce((total, { lost }) => total + lost, 0) / runs.length),
  ]);
  const head = ['Collector', 'creates/s', 'ms each', 'CPU µs each', 'MB at the end', 'spans lost, counted'];
  return table(`Export: creates over ${CONNECTIONS} connections`, head, rows);
}

/** Of a rate over the same connections, which is latency turned over: at most 1.05 times as long is 0.95 of the rate. */
function aims(measured: Measured<Exporting>): string {
  const rate = (name = '') => figuresOf(measured, name, ({ requestsPerSecond }) => requestsPerSecond);
  const rows = [DOWN, HUNG].map((name) => ({
    name: `creates/s: ${name} / up`,
    ratios: ratios(rate(name), rate(UP)),
    atLeast: 0.95,
  }));
  return aimTable('Export: aims', rows);
}

/** An address of this machine at which nothing listens. */
async function nobodyAt(): Promise<string> {
  const server = await Silent.start();
  await server.stop();
  return server.url;
}

/** Takes connections, and never says a word. */
class Silent {
  readonly url: string;
  readonly #server: NetServer;
  readonly #sockets = new Set<Socket>();

  private constructor(server: NetServer) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.resume().on('error', () => {});
    });
  }

  static async start(): Promise<Silent> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Silent(server);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
