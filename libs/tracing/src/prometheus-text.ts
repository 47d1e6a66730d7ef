import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { DataPointType, type MetricData, type MetricReader, type ResourceMetrics } from '@opentelemetry/sdk-metrics';

/** Of the answer: the text format of Prometheus. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What has to be asked for may be left out, but nothing else waits for it. */
const LONGEST_MS = 1_000;
const NOTHING = '# OpenTelemetry is off: OTEL_SDK_DISABLED\n';
const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
let shown: MetricReader | undefined;

/** The process has one set of metrics, as it has one SDK. */
export function showMetricsOf(reader: MetricReader): void {
  shown = reader;
}

/** All metrics of this process under the names that a Collector gives them when it passes them on to Prometheus. */
export async function metricsText(): Promise<string> {
  if (!shown) return NOTHING;
  const { resourceMetrics } = await shown.collect({ timeoutMillis: LONGEST_MS });
  return serializer.serialize(withUnits(resourceMetrics));
}

/** The serializer leaves out the unit, which by Prometheus' convention ends the name of a metric. */
function withUnits({ resource, scopeMetrics }: ResourceMetrics): ResourceMetrics {
  return {
    resource,
    scopeMetrics: scopeMetrics.map(({ scope, metrics }) => ({ scope, metrics: metrics.map(withUnit) })),
  };
}

const words: Readonly<Record<string, string>> = { s: 'seconds', ms: 'milliseconds', By: 'bytes' };

function withUnit(metric: MetricData): MetricData {
  const { name, unit } = metric.descriptor;
  const word = unit === '1' && metric.dataPointType === DataPointType.GAUGE ? 'ratio' : words[unit];
  if (word === undefined || name.endsWith(word)) return metric;
  return { ...metric, descriptor: { ...metric.descriptor, name: `${name}.${word}` } };
}
