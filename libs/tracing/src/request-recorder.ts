import { isSpanContextValid, type SpanContext } from '@opentelemetry/api';
import { attribute } from './attributes.js';
import { instruments, SECONDS } from './instruments.js';

/** The application's logger, as far as requests have something to say. */
export interface RequestLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

interface EndedRequest {
  readonly method: string;
  /** Undefined for an address that there is not. */
  readonly route: string | undefined;
  /** Undefined where the client went away before its answer. */
  readonly status: number | undefined;
  readonly durationMs: number;
  readonly span: SpanContext;
}

/** What is kept of each request, whether its trace is or not: one line, and how long it took. */
export function requestRecorder(log: RequestLog): (request: EndedRequest) => void {
  const duration = instruments.getHistogram('http.server.request.duration', {
    ...SECONDS,
    description: 'From the first byte of a request to the last one of its answer',
  });
  return (request) => {
    duration.record(request.durationMs / 1_000, labelsOf(request));
    const { method, route, status = null } = request;
    const address = route ? `${method} ${route}` : method;
    const fields = {
      ...idsOf(request.span),
      method,
      route,
      status,
      duration_ms: Math.round(request.durationMs * 1e3) / 1e3,
    };
    if (status === null) log.info(fields, `${address}: the client went away`);
    else if (status >= 500) log.error(fields, `${address} ${status}`);
    else log.info(fields, `${address} ${status}`);
  };
}

function labelsOf({ method, route, status }: EndedRequest) {
  return {
    [attribute.httpMethod]: method,
    ...(route && { [attribute.httpRoute]: route }),
    ...(status === undefined ? { [attribute.errorType]: 'client_gone' } : { [attribute.httpStatus]: status }),
  };
}

function idsOf(span: SpanContext): object {
  return isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : {};
}
