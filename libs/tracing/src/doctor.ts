import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import { dropWrongValues, exportSettings, isDisabled } from './otel-environment.js';
import { otelVariables } from './otel-variables.js';
import { ask, type Fault, tracesAddress } from './doctor-questions.js';
import { exporterFor, startTracing } from './start-tracing.js';
import { tracer } from './with-span.js';

/** One thing that was looked at. */
export interface Finding {
  readonly check: 'settings' | 'exporter' | 'collector' | 'sampling' | 'delivery';
  readonly ok: boolean;
  readonly message: string;
  /** Of the process, where this is what is wrong; 0 where it is right. */
  readonly exitCode: number;
}

const SETTINGS: Fault = { exitCode: 10, message: 'OTEL_SDK_DISABLED=true: there are no spans at all' };
const NONE: Fault = { exitCode: 11, message: 'OTEL_TRACES_EXPORTER=none: spans are made and sent nowhere' };
const CONSOLE: Fault = { exitCode: 11, message: 'OTEL_TRACES_EXPORTER=console: spans are printed and sent nowhere' };
const NOWHERE: Fault = {
  exitCode: 12,
  message: 'OTEL_EXPORTER_OTLP_ENDPOINT is not set: set it to the Collector, such as http://localhost:4318',
};
const NOT_SAMPLED = 13;
const NOT_DELIVERED = 30;

/** So often is a trace begun until one is sampled. */
const MOST_ROOTS = 10_000;

/** Looks for the reason why no traces arrive: what comes later needs what comes before, so the first fault ends it. */
export async function* examine(environment: NodeJS.ProcessEnv): AsyncGenerator<Finding> {
  const wrong: string[] = [];
  dropWrongValues(environment, (message) => void wrong.push(message));
  const settings = [...wrong, valuesOf(environment)].join('; ');
  if (isDisabled(environment)) return yield fault('settings', SETTINGS);
  yield right('settings', settings);
  const { exporter, endpoint } = exportSettings(environment);
  const nowhere = exporter === 'none' ? (environment['OTEL_TRACES_EXPORTER'] ? NONE : NOWHERE) : undefined;
  if (nowhere ?? exporter === 'console') return yield fault('exporter', nowhere ?? CONSOLE);
  const address = tracesAddress(environment);
  yield right('exporter', `otlp to ${withoutCredentials(address)}${endpoint ? '' : ', the default address'}`);
  const refusal = await ask(address, environment);
  if (refusal) return yield fault('collector', refusal);
  const isGrpc = exportSettings(environment).protocol === 'grpc';
  yield right('collector', isGrpc ? 'somebody listens at this address' : 'it takes spans at this address');
  yield* deliver(environment);
}

async function* deliver(environment: NodeJS.ProcessEnv): AsyncGenerator<Finding> {
  const sent = new SentSpan(exporterFor(exportSettings(environment)));
  const complaints: string[] = [];
  const complain = (message: string) => void complaints.push(message);
  const log = { error: complain, warn: complain, info: () => {}, debug: () => {} };
  const tracing = startTracing({
    serviceName: 'clew-doctor',
    environment: environment['NODE_ENV'] || 'development',
    olderNames: false,
    log,
    processors: [sent],
  });
  const [traceId, roots] = oneSampled();
  if (traceId === undefined) {
    const sampler = environment['OTEL_TRACES_SAMPLER'] ?? 'the sampler';
    yield fault('sampling', { exitCode: NOT_SAMPLED, message: `${sampler} samples none of ${roots} traces` });
  } else {
    yield right('sampling', roots === 1 ? 'the first trace is sampled' : `one of ${roots} traces is sampled`);
    const error = await sent.result;
    yield error === undefined
      ? right('delivery', `test_span was taken: look for trace ${traceId}`)
      : fault('delivery', { exitCode: NOT_DELIVERED, message: `test_span was not taken: ${error}` });
  }
  await tracing.shutdown();
}

/** @returns its trace, and how many were begun */
function oneSampled(): [traceId: string | undefined, roots: number] {
  for (let roots = 1; roots <= MOST_ROOTS; roots++) {
    const span = tracer.startSpan('test_span', { kind: SpanKind.INTERNAL, root: true });
    const isSampled = span.isRecording();
    span.end();
    if (isSampled) return [span.spanContext().traceId, roots];
  }
  return [undefined, MOST_ROOTS];
}

/** Sends the first span, and tells what became of it. */
class SentSpan implements SpanProcessor {
  /** What went wrong; undefined: nothing. */
  readonly result: Promise<string | undefined>;
  readonly #exporter: SpanExporter;
  readonly #tell: (error: string | undefined) => void;

  constructor(exporter: SpanExporter) {
    this.#exporter = exporter;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.result = promise;
    this.#tell = resolve;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    this.#exporter.export([span], ({ code, error }) => {
      this.#tell(code === 0 ? undefined : (error?.message ?? 'the exporter does not say why'));
    });
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {
    await this.#exporter.shutdown();
  }
}

function right(check: Finding['check'], message: string): Finding {
  return { check, ok: true, message, exitCode: 0 };
}

function fault(check: Finding['check'], { exitCode, message }: Fault): Finding {
  return { check, ok: false, message, exitCode };
}

/** What is set, without what may be secret. */
function valuesOf(environment: NodeJS.ProcessEnv): string {
  const set = Object.entries(otelVariables)
    .filter(([name]) => environment[name])
    .map(([name, variable]) => `${name}=${'secret' in variable ? '***' : withoutCredentials(environment[name] ?? '')}`);
  return set.length === 0 ? 'no OTEL_* variable is set' : set.join(' ');
}

function withoutCredentials(value: string): string {
  return value.replace(/^(https?:\/\/)[^/@]*@/, '$1***@');
}
