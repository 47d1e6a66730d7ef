// Makes spans as the product does and tells what they cost. Arguments: how they are exported, how many are made.
import { trace, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { startTracing } from '#libs/tracing';

/** In microseconds of processor time. */
export interface Costs {
  readonly span: number;
  readonly attribute: number;
  readonly event: number;
  readonly made: number;
}

const PER_SPAN = 10;
/** One export: what waits for it never outgrows the queue. */
const BATCH = 512;

const [mode = '', amount = ''] = process.argv.slice(2);
const exporters: Readonly<Record<string, () => BatchSpanProcessor>> = {
  json: () => new BatchSpanProcessor({ exporter: new JsonExporter(), maxExportBatchSize: BATCH }),
  protobuf: () => new BatchSpanProcessor({ exporter: new ProtobufExporter(), maxExportBatchSize: BATCH }),
};
const processor = exporters[mode]?.();
const complain = (message: string) => void process.stderr.write(`${message}\n`);
const log = { error: complain, warn: complain, info: () => {}, debug: () => {} };
const tracing = startTracing({
  serviceName: 'clew-bench',
  environment: 'production',
  olderNames: true,
  log,
  processors: processor ? [processor] : [],
});

const keys = Array.from({ length: PER_SPAN }, (_, index) => `bench.attribute.${index}`);
const kinds = {
  bare: (tracer: Tracer) => tracer.startSpan('bench').end(),
  attributes: (tracer: Tracer) => {
    const span = tracer.startSpan('bench');
    for (const key of keys) span.setAttribute(key, 'a value of a usual length');
    span.end();
  },
  events: (tracer: Tracer) => {
    const span = tracer.startSpan('bench');
    for (let event = 0; event < PER_SPAN; event++) span.addEvent('bench.happened.v1');
    span.end();
  },
} as const;

let made = 0;

/** Processor time of one span, its export included. */
async function costOf(make: (tracer: Tracer) => void, count: number): Promise<number> {
  const tracer = trace.getTracer('clew.bench');
  const before = process.cpuUsage();
  for (let left = count; left > 0; left -= BATCH) {
    for (let span = Math.min(left, BATCH); span > 0; span--) make(tracer);
    await processor?.forceFlush();
  }
  const { user, system } = process.cpuUsage(before);
  made += count;
  return (user + system) / count;
}

async function costs(count: number): Promise<Costs> {
  const span = await costOf(kinds.bare, count);
  const withAttributes = await costOf(kinds.attributes, count);
  const withEvents = await costOf(kinds.events, count);
  return { span, attribute: (withAttributes - span) / PER_SPAN, event: (withEvents - span) / PER_SPAN, made };
}

// Once for the compiler, once to be measured.
await costs(Number(amount));
const measured = await costs(Number(amount));
await tracing.shutdown();
process.on('disconnect', () => process.exit());
process.send?.(measured);
