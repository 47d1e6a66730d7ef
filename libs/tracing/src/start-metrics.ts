import { metrics } from '@opentelemetry/api';
import { OTLPMetricExporter as GrpcExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import {
  AggregationTemporalityPreference,
  OTLPMetricExporter as JsonExporter,
} from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { HostMetrics } from '@opentelemetry/host-metrics';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import type { Resource } from '@opentelemetry/resources';
import {
  ConsoleMetricExporter,
  MeterProvider,
  MetricReader,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { numberIn } from './number-in.js';
import { exportSettings, isInstrumented } from './otel-environment.js';
import { showMetricsOf } from './prometheus-text.js';

export interface RunningMetrics {
  readonly provider: MeterProvider;
  shutdown(): Promise<void>;
}

/** Metrics of this process, for whoever makes an instrument after this call. */
export function startMetrics(resource: Resource, { isExported }: { readonly isExported: boolean }): RunningMetrics {
  const reader = readerOf(isExported ? exporterOf(process.env) : undefined, process.env);
  const provider = new MeterProvider({ resource, readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  showMetricsOf(reader);
  new HostMetrics({ meterProvider: provider, metricGroups: ['process.cpu', 'process.memory'] }).start();
  const runtime = new RuntimeNodeInstrumentation({ enabled: isInstrumented(process.env, 'runtime-node') });
  runtime.setMeterProvider(provider);
  return {
    provider,
    shutdown: async () => {
      runtime.disable();
      await provider.shutdown();
    },
  };
}

/** One for push and pull alike: a second would count everything twice, at twice the cost. */
function readerOf(exporter: PushMetricExporter | undefined, environment: NodeJS.ProcessEnv): MetricReader {
  if (!exporter) return new PulledReader();
  const exportIntervalMillis = numberIn(environment, 'OTEL_METRIC_EXPORT_INTERVAL') ?? 60_000;
  const timeout = numberIn(environment, 'OTEL_METRIC_EXPORT_TIMEOUT') ?? 30_000;
  const exportTimeoutMillis = Math.min(timeout, exportIntervalMillis);
  return new PeriodicExportingMetricReader({ exporter, exportIntervalMillis, exportTimeoutMillis });
}

function exporterOf(environment: NodeJS.ProcessEnv): PushMetricExporter | undefined {
  const { exporter, protocol } = exportSettings(environment, 'METRICS');
  if (exporter === 'console') return new ConsoleMetricExporter();
  if (exporter === 'none') return undefined;
  const Exporter = { 'http/json': JsonExporter, 'http/protobuf': ProtobufExporter, grpc: GrpcExporter }[protocol];
  // Prometheus knows no other, and `/metrics` is read from the same counts.
  return new Exporter({ temporalityPreference: AggregationTemporalityPreference.CUMULATIVE });
}

/** Collects when it is asked. */
class PulledReader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}

  protected async onShutdown(): Promise<void> {}
}
