import { afterAll, beforeAll, describe } from '@jest/globals';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, until } from '#testing/event-sourcing';
import { seenSpans } from './otlp-spans.js';
import type { SeenSpan } from './seen-span.js';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const BINARY = join(ROOT, '../shared/stack/bin/otelcol');
const SHIPPED = join(ROOT, 'deploy/collector/collector.yaml');

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

/** What the shipped configuration would send to Tempo and Loki goes into files. */
const intoFiles = (traces: string, logs: string) => `
exporters:
  file/traces: { path: ${traces}, flush_interval: 100ms }
  file/logs: { path: ${logs}, flush_interval: 100ms }
service:
  telemetry: { metrics: { level: none } }
  pipelines:
    traces: { exporters: [file/traces] }
    logs: { exporters: [file/logs] }
`;

export interface CollectorOptions {
  /** The shipped configuration instead, which decides about a trace after a second. */
  readonly shipped?: boolean;
}

/** A real OpenTelemetry Collector on loopback. */
export class Collector {
  readonly grpcPort: number;
  readonly httpPort: number;
  readonly #prometheusPort: number;
  readonly #folder: string;
  readonly #child: ChildProcess;
  #output = '';

  private constructor(
    [grpcPort = 0, httpPort = 0, healthPort = 0, prometheusPort = 0]: readonly number[],
    shipped: boolean,
  ) {
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
    this.#prometheusPort = prometheusPort;
    this.#folder = mkdtempSync(join(tmpdir(), 'clew-collector-'));
    const file = join(this.#folder, 'collector.yaml');
    writeFileSync(file, shipped ? intoFiles(this.#traces, this.#logs) : configuration(grpcPort, httpPort));
    const at = (port: number) => `127.0.0.1:${port}`;
    this.#child = spawn(BINARY, [...(shipped ? ['--config', SHIPPED] : []), '--config', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        OTLP_GRPC_ENDPOINT: at(grpcPort),
        OTLP_HTTP_ENDPOINT: at(httpPort),
        HEALTH_ENDPOINT: at(healthPort),
        PROMETHEUS_ENDPOINT: at(prometheusPort),
        DECISION_WAIT: '1s',
        SPAN_METRICS_INTERVAL: '1s',
      },
    });
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

  /** @returns why the shipped configuration is none; undefined: it is one */
  static wrongIn(environment: Readonly<Record<string, string>> = {}): string | undefined {
    const { status, stderr } = spawnSync(BINARY, ['validate', '--config', SHIPPED], {
      encoding: 'utf8',
      env: environment,
    });
    return status === 0 ? undefined : stderr;
  }

  static async start({ shipped = false }: CollectorOptions = {}): Promise<Collector> {
    const ports = [await freePort(), await freePort(), await freePort(), await freePort()];
    const collector = new Collector(ports, shipped);
    await until(() => collector.output.includes('Everything is ready'), 'the Collector', 20_000);
    return collector;
  }

  /** All that it wrote. */
  get output(): string {
    return this.#output;
  }

  /** What it kept so far. */
  get kept(): readonly SeenSpan[] {
    const lines = existsSync(this.#traces) ? readFileSync(this.#traces, 'utf8').split('\n') : [];
    return lines.filter((line) => line.endsWith('}')).flatMap((line) => seenSpans(JSON.parse(line)));
  }

  /** Of one trace, in OTLP's JSON. */
  keptOf(traceId: string): readonly unknown[] {
    const lines = existsSync(this.#traces) ? readFileSync(this.#traces, 'utf8').split('\n') : [];
    return lines
      .filter((line) => line.endsWith('}') && line.includes(traceId))
      .flatMap((line) => ofTrace(line, traceId));
  }

  /** The log lines that it kept so far, in OTLP's JSON. */
  get keptLogs(): string {
    return existsSync(this.#logs) ? readFileSync(this.#logs, 'utf8') : '';
  }

  /** All metrics, in the text format of Prometheus. */
  async metrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.#prometheusPort}/metrics`)).text();
  }

  get #traces(): string {
    return join(this.#folder, 'traces.json');
  }

  get #logs(): string {
    return join(this.#folder, 'logs.json');
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

interface Exported {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { traceId: string }[] }[];
  }[];
}

/** What of an export belongs to a trace. */
function ofTrace(line: string, traceId: string): object[] {
  const { resourceSpans } = JSON.parse(line) as Exported;
  return resourceSpans.map((resource) => ({
    ...resource,
    scopeSpans: resource.scopeSpans.map((scope) => ({
      ...scope,
      spans: scope.spans.filter((span) => span.traceId === traceId),
    })),
  }));
}

/** Tests on a real Collector. Without one they are skipped, with a line that says so; in CI they fail. */
export function describeWithCollector(
  name: string,
  tests: (collector: () => Collector) => void,
  options: CollectorOptions = {},
): void {
  const missing = Collector.isThere ? undefined : `there is no ${BINARY}`;
  if (missing !== undefined && process.env.CI) throw new Error(`"${name}" may not be skipped in CI: ${missing}`);
  if (missing !== undefined) writeSync(2, `"${name}" is skipped: ${missing}\n`);
  const describeIt = missing === undefined ? describe : describe.skip;
  describeIt(name, () => {
    let running: Collector | undefined;
    beforeAll(async () => {
      running = await Collector.start(options);
    }, 30_000);
    afterAll(() => running?.stop());
    tests(() => {
      if (!running) throw new Error('the Collector does not run yet');
      return running;
    });
  });
}
