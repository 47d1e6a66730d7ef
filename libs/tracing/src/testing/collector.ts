import { afterAll, beforeAll, describe } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, until } from '#testing/event-sourcing';

const BINARY = fileURLToPath(new URL('../../../../../shared/stack/bin/otelcol', import.meta.url));

/** OTLP in, and what it says of each span to the log. */
const configuration = (grpc: number, http: number) => `
receivers:
  otlp:
    protocols:
      grpc: { endpoint: 127.0.0.1:${grpc} }
      http: { endpoint: 127.0.0.1:${http} }
exporters:
  debug: { verbosity: detailed }
service:
  telemetry: { metrics: { level: none } }
  pipelines:
    traces: { receivers: [otlp], exporters: [debug] }
`;

/** A real OpenTelemetry Collector on loopback. */
export class Collector {
  readonly grpcPort: number;
  readonly httpPort: number;
  readonly #folder: string;
  readonly #child: ChildProcess;
  #output = '';

  private constructor(grpcPort: number, httpPort: number) {
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
    this.#folder = mkdtempSync(join(tmpdir(), 'clew-collector-'));
    const file = join(this.#folder, 'collector.yaml');
    writeFileSync(file, configuration(grpcPort, httpPort));
    this.#child = spawn(BINARY, ['--config', file], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (text) => {
        this.#output += text;
      });
    }
  }

  static get isThere(): boolean {
    try {
      accessSync(BINARY, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }

  static async start(): Promise<Collector> {
    const collector = new Collector(await freePort(), await freePort());
    await until(() => collector.output.includes('Everything is ready'), 'the Collector', 20_000);
    return collector;
  }

  /** All that it wrote. */
  get output(): string {
    return this.#output;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Tests on a real Collector. Without one they are skipped, with a line that says so; in CI they fail. */
export function describeWithCollector(name: string, tests: (collector: () => Collector) => void): void {
  const missing = Collector.isThere ? undefined : `there is no ${BINARY}`;
  if (missing !== undefined && process.env.CI) throw new Error(`"${name}" may not be skipped in CI: ${missing}`);
  if (missing !== undefined) writeSync(2, `"${name}" is skipped: ${missing}\n`);
  const describeIt = missing === undefined ? describe : describe.skip;
  describeIt(name, () => {
    let running: Collector | undefined;
    beforeAll(async () => {
      running = await Collector.start();
    }, 30_000);
    afterAll(() => running?.stop());
    tests(() => {
      if (!running) throw new Error('the Collector does not run yet');
      return running;
    });
  });
}
