import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from '#libs/tracing';
import { freePort, until } from '#testing/event-sourcing';
import { describeWithCollector, OtlpReceiver } from '#testing/tracing';

const DOCTOR = fileURLToPath(new URL('../../../dist/apps/api/src/doctor/main.js', import.meta.url));
const PAGE = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'clew-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Diagnosis {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** In a folder without `.env`, with nothing of the machine's own environment. */
async function doctor(environment: Record<string, string>, ...args: string[]): Promise<Diagnosis> {
  const child = execFile(process.execPath, [DOCTOR, ...args], { cwd: folder, env: environment });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (text) => {
    stdout += text;
  });
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  const [exitCode] = (await once(child, 'close')) as [number];
  return { exitCode, stdout, stderr };
}

const open: (Server | OtlpReceiver)[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of open.splice(0)) {
    if (server instanceof OtlpReceiver) await server.stop();
    else await new Promise((closed) => server.close(closed));
  }
});

async function listening(server: Server): Promise<number> {
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  open.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

const answering = (answer: RequestListener) => listening(createServer(answer));
const at = (port: number, scheme = 'http') => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `${scheme}://127.0.0.1:${port}` });

describe('npm run doctor', () => {
  it.each(['http/json', 'http/protobuf'])(
    'finds nothing wrong where spans arrive by %s, and says which',
    async (protocol) => {
      const receiver = await OtlpReceiver.start();
      open.push(receiver);
      const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
      const { exitCode, stdout } = await doctor(environment);
      const spans = receiver.spans();

      expect(stdout.match(/^ok {4}(\w+)/gm)).toEqual(
        ['settings', 'exporter', 'collector', 'sampling', 'delivery'].map((check) => `ok    ${check}`),
      );
      expect(exitCode).toBe(0);
      expect(spans.map(({ name, resource }) => [name, resource['service.name']])).toEqual([
        ['test_span', 'clew-doctor'],
      ]);
      expect(stdout).toContain(`look for trace ${spans[0]?.traceId}`);
    },
  );

  it('prints JSON for machines', async () => {
    const receiver = await OtlpReceiver.start();
    open.push(receiver);
    const { exitCode, stdout } = await doctor({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, '--json');

    const findings = JSON.parse(stdout) as Finding[];
    expect([exitCode, findings.map(({ ok }) => ok)]).toEqual([0, [true, true, true, true, true]]);
  });

  it('says which values are set, but no secret, and which are wrong', async () => {
    const { stdout } = await doctor({
      OTEL_SERVICE_NAME: 'mine',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:secret@127.0.0.1:1',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=secret',
      OTEL_TRACES_SAMPLER: 'sometimes',
    });

    expect(stdout).toContain('OTEL_SERVICE_NAME=mine');
    expect(stdout).toContain('OTEL_TRACES_SAMPLER="sometimes" is not allowed');
    expect(stdout).not.toContain('secret');
  });

  it.each<[string, () => Promise<Record<string, string>>, number, RegExp]>([
    ['tracing is disabled', async () => ({ OTEL_SDK_DISABLED: 'true' }), 10, /OTEL_SDK_DISABLED=true/],
    ['the exporter is none', async () => ({ ...at(1), OTEL_TRACES_EXPORTER: 'none' }), 11, /OTEL_TRACES_EXPORTER=none/],
    ['the exporter is the console', async () => ({ OTEL_TRACES_EXPORTER: 'console' }), 11, /printed and sent nowhere/],
    ['no endpoint is set', async () => ({}), 12, /OTEL_EXPORTER_OTLP_ENDPOINT is not set/],
    [
      'DNS knows no such host',
      async () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://${'x'.repeat(64)}.localhost:4318` }),
      20,
      /DNS knows no x+\.localhost/,
    ],
    ['nobody listens', async () => at(await freePort()), 21, /nobody listens on 127\.0\.0\.1:\d+/],
    [
      'TLS meets a server without',
      async () => at(await answering((_, response) => response.end()), 'https'),
      22,
      /TLS/,
    ],
    [
      'the path is wrong',
      async () => at(await answering((_, response) => void response.writeHead(404).end())),
      23,
      /answers 404.*\/v1\/traces is the right one/,
    ],
    [
      'the port speaks gRPC',
      // The first frame of HTTP/2, as a gRPC server sends it to whoever connects.
      async () =>
        at(await listening(createSocketServer((socket) => void socket.end(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]))))),
      24,
      /4317 is the gRPC port, set protocol grpc or use 4318/,
    ],
    [
      'the Collector is too busy',
      async () => at(await answering((_, response) => void response.writeHead(429).end())),
      25,
      /answers 429/,
    ],
    ['the Collector hangs', async () => at(await answering(() => {})), 26, /does not answer within 3000 ms/],
  ])('where %s, that is what it says, and no more', async (_, environment, exitCode, message) => {
    const diagnosis = await doctor(await environment());
    const faults = diagnosis.stdout.split('\n').filter((line) => line.startsWith('FAULT'));

    expect(faults).toEqual([expect.stringMatching(message)]);
    expect(diagnosis.stdout.trim().split('\n').at(-1)).toBe(faults[0]);
    expect(diagnosis.exitCode).toBe(exitCode);
    expect(PAGE).toContain(`\n| ${exitCode} | `);
  });

  it('where all traces are sampled out, that is what it says', async () => {
    const receiver = await OtlpReceiver.start();
    open.push(receiver);
    const sampled = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER: 'always_off' };
    const { exitCode, stdout } = await doctor(sampled);

    expect([exitCode, stdout]).toEqual([
      13,
      expect.stringContaining('FAULT sampling  always_off samples none of 10000'),
    ]);
  });

  it('where a few are sampled, one of them is sent', async () => {
    const receiver = await OtlpReceiver.start();
    open.push(receiver);
    const few = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' };
    const { exitCode } = await doctor({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...few });

    expect([exitCode, receiver.spans().length]).toEqual([0, 1]);
  });

  it('where an empty export is taken and a span is not, delivery is what fails', async () => {
    let requests = 0;
    const port = await answering((request, response) => {
      request.resume();
      response.writeHead(++requests === 1 ? 200 : 400).end();
    });
    const { exitCode, stdout } = await doctor(at(port));

    expect([exitCode, stdout]).toEqual([30, expect.stringContaining('FAULT delivery  test_span was not taken')]);
  });

  it('refuses what it does not know', async () => {
    const { exitCode, stderr } = await doctor({}, '--jsn');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('npm run doctor')]);
  });
});

describeWithCollector('beside a real Collector', (collector) => {
  it.each(['http/json', 'http/protobuf', 'grpc'])('a span that it sends by %s arrives', async (protocol) => {
    const { httpPort, grpcPort } = collector();
    const environment = { ...at(protocol === 'grpc' ? grpcPort : httpPort), OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
    const { exitCode, stdout } = await doctor(environment);
    const [, traceId = 'none'] = /look for trace (\w+)/.exec(stdout) ?? [];

    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('ok    delivery')]);
    await until(() => collector().output.includes(traceId), 'the span in the log of the Collector');
  });

  it('by gRPC to nobody, and to the HTTP port, is not delivered', async () => {
    const grpc = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TIMEOUT: '2000' };
    const nobody = await doctor({ ...at(await freePort()), ...grpc });
    const http = await doctor({ ...at(collector().httpPort), ...grpc });

    expect([nobody.exitCode, nobody.stdout]).toEqual([21, expect.stringContaining('nobody listens')]);
    expect([http.exitCode, http.stdout]).toEqual([30, expect.stringContaining('FAULT delivery')]);
  });

  it('its gRPC port and a wrong path are known for what they are', async () => {
    const grpc = await doctor(at(collector().grpcPort));
    const path = await doctor({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${collector().httpPort}/traces`,
    });

    expect([grpc.exitCode, grpc.stdout]).toEqual([24, expect.stringContaining('4317 is the gRPC port')]);
    expect([path.exitCode, path.stdout]).toEqual([23, expect.stringContaining('/traces is the wrong path')]);
  });
});
