import { diag, DiagLogLevel, type MeterProvider } from '@opentelemetry/api';
// The SDK loads it anyway.
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  SimpleSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { AttributeProcessor } from './attribute-processor.js';
import { ConsoleTree } from './console-tree.js';
import { LateWrites } from './late-writes.js';
import { numberIn } from './number-in.js';
import { OpenSpans } from './open-spans.js';
import { type ExportSettings, dropWrongValues, exportSettings, isDisabled } from './otel-environment.js';
import { samplerOf } from './sampler.js';
import { type Log, SdkLogger } from './sdk-logger.js';
import { startMetrics } from './start-metrics.js';
import { VERSION } from './version.js';

export interface TracingOptions {
  /** Where OTEL_SERVICE_NAME is not set. */
  readonly serviceName: string;
  /** `deployment.environment.name` */
  readonly environment: string;
  /** Adds the older attribute names. */
  readonly olderNames: boolean;
  readonly log: Log;
  /** Prints each request's trace as a tree where nothing is exported; without it nothing is printed. */
  readonly print?: (tree: string) => void;
  /** In the place of all exporters and the tree. */
  readonly processors?: readonly SpanProcessor[];
  /** Of the database drivers that the process is going to load. */
  readonly drivers?: readonly DriverSpans[];
}

/** What draws the calls of a driver, and what looks at them before the older names are added. */
export interface DriverSpans {
  readonly instrumentation: NonNullable<NodeSDKConfiguration['instrumentations']>[number];
  readonly processor: SpanProcessor;
}

export interface Tracing {
  /** Sends what is still here; gives up after a few seconds. */
  shutdown(): Promise<void>;
}

/** More than the SDK's own default: a burst of requests outruns one export at a time. */
const MAX_QUEUE_SIZE = 16_384;
const MAX_BATCH_SIZE = 512;
const SHUTDOWN_MS = 5_000;

/** The one call that starts OpenTelemetry. Call it before anything that it is to see is imported. */
export function startTracing(options: TracingOptions): Tracing {
  const { serviceName, environment, log, drivers = [] } = options;
  const logger = new SdkLogger(log);
  dropWrongValues(process.env, logger.warn);
  if (isDisabled(process.env)) return { shutdown: async () => {} };
  const resource = resourceOf(serviceName, environment);
  const isExported = options.processors === undefined;
  const metrics = startMetrics(resource, { isExported });
  // The SDK makes of these what becomes of log lines, and has defaults of its own.
  process.env.OTEL_LOGS_EXPORTER ||= exportSettings(process.env, 'LOGS').exporter;
  process.env.OTEL_EXPORTER_OTLP_PROTOCOL ||= 'http/json';
  const sdk = new NodeSDK({
    resource,
    autoDetectResources: false,
    instrumentations: drivers.map(({ instrumentation }) => instrumentation),
    spanProcessors: [
      ...drivers.map(({ processor }) => processor),
      new AttributeProcessor(options),
      ...(options.processors ?? processorsOf(options, metrics.provider)),
      new OpenSpans(log),
      // After all others, which may still write.
      ...(environment === 'production' ? [] : [new LateWrites(log)]),
    ],
    sampler: samplerOf(process.env),
    metricReaders: [],
    ...(!isExported && { logRecordProcessors: [] }),
  });
  // After the constructor, which would put a console logger of its own in its place.
  diag.setLogger(logger, { logLevel: logLevel(), suppressOverrideMessage: true });
  sdk.start();
  return { shutdown: () => shutdown([sdk, metrics], log) };
}

function resourceOf(serviceName: string, environment: string): Resource {
  const own = resourceFromAttributes({
    'service.name': serviceName,
    'service.version': VERSION,
    'deployment.environment.name': environment,
  });
  // The host's id is read asynchronously, and every export would wait for it.
  const detected = detectResources({ detectors: [serviceInstanceIdDetector, envDetector] });
  return defaultResource().merge(own).merge(detected);
}

function processorsOf({ log, print }: TracingOptions, metrics: MeterProvider): SpanProcessor[] {
  const settings = exportSettings(process.env);
  if (settings.exporter === 'otlp') return [batchProcessor(settings, metrics)];
  if (settings.exporter === 'console') return [new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() })];
  if (!process.env.OTEL_TRACES_EXPORTER) log.info('traces are not exported: OTEL_EXPORTER_OTLP_ENDPOINT is not set');
  return print && !settings.endpoint ? [new ConsoleTree(print)] : [];
}

function batchProcessor(settings: ExportSettings, metrics: MeterProvider): SpanProcessor {
  const maxQueueSize = numberIn(process.env, 'OTEL_BSP_MAX_QUEUE_SIZE') ?? MAX_QUEUE_SIZE;
  const maxExportBatchSize = numberIn(process.env, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE') ?? MAX_BATCH_SIZE;
  // At the end all batches go out at once, beside one under way: a single one too many would fail them all.
  const concurrencyLimit = Math.ceil(maxQueueSize / maxExportBatchSize) + 1;
  return new BatchSpanProcessor({
    exporter: exporterFor(settings, concurrencyLimit),
    maxQueueSize,
    maxExportBatchSize,
    selfObsMeterProvider: metrics,
    ...defined({
      scheduledDelayMillis: numberIn(process.env, 'OTEL_BSP_SCHEDULE_DELAY'),
      exportTimeoutMillis: numberIn(process.env, 'OTEL_BSP_EXPORT_TIMEOUT'),
    }),
  });
}

const exporters = { 'http/json': JsonExporter, 'http/protobuf': ProtobufExporter, grpc: GrpcExporter } as const;

/** It reads the rest of its settings from the environment. */
export function exporterFor({ protocol }: ExportSettings, concurrencyLimit = 1): SpanExporter {
  const Exporter = exporters[protocol];
  return new Exporter({ concurrencyLimit });
}

function defined(values: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}

function logLevel(): DiagLogLevel {
  const name = (process.env.OTEL_LOG_LEVEL || 'warn').toUpperCase();
  return DiagLogLevel[name as keyof typeof DiagLogLevel];
}

async function shutdown(started: readonly { shutdown(): Promise<void> }[], log: Log): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    log.warn('what was recorded last could not be exported in time');
    resolve();
  }, SHUTDOWN_MS);
  const sent = Promise.all(started.map((each) => each.shutdown())).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : 'unknown error';
    log.warn(`what was recorded last could not be exported: ${reason}`);
  });
  await Promise.race([sent, late]);
  clearTimeout(timer);
}
