import { type Attributes, logs, ROOT_CONTEXT, SeverityNumber, trace, TraceFlags } from '@opentelemetry/api';
import type { DestinationStream } from 'pino';
import { VERSION } from './version.js';

interface Line {
  readonly level: number;
  readonly time: number;
  readonly msg?: string;
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly [field: string]: unknown;
}

/** By pino's numbers. */
const severities: Readonly<Record<number, readonly [SeverityNumber, text: string]>> = {
  10: [SeverityNumber.TRACE, 'TRACE'],
  20: [SeverityNumber.DEBUG, 'DEBUG'],
  30: [SeverityNumber.INFO, 'INFO'],
  40: [SeverityNumber.WARN, 'WARN'],
  50: [SeverityNumber.ERROR, 'ERROR'],
  60: [SeverityNumber.FATAL, 'FATAL'],
};

/** Log lines on their way to a Collector, each with its trace. What is written before the SDK has started goes nowhere. */
export class ExportedLines implements DestinationStream {
  write(line: string): void {
    const { level, time, msg, trace_id: traceId, span_id: spanId, ...fields } = JSON.parse(line) as Line;
    const [severityNumber, severityText] = severities[level] ?? [SeverityNumber.UNSPECIFIED, String(level)];
    const spanContext = traceId && spanId ? { traceId, spanId, traceFlags: TraceFlags.SAMPLED } : undefined;
    logs.getLogger('clew.tracing', VERSION).emit({
      timestamp: time,
      severityNumber,
      severityText,
      body: msg ?? '',
      attributes: fields as Attributes,
      context: spanContext ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT,
    });
  }
}
