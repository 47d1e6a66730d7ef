/** A span as specs look at it, kept in memory or received over OTLP alike. */
export interface SeenSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: (typeof KINDS)[number];
  readonly status: (typeof STATUSES)[number];
  /** Of the status. */
  readonly description?: string;
  /** Without `sampling.bucket`. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** `sampling.bucket` of a span that a trace comes in by. */
  readonly bucket?: number;
  readonly events: readonly SeenEvent[];
  readonly links: readonly SeenLink[];
  /** Instrumentation scope, as `name@version`. */
  readonly scope: string;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly startMs: number;
  readonly durationMs: number;
}

export interface SeenEvent {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

export interface SeenLink {
  readonly traceId: string;
  readonly spanId: string;
}

/** In the order of the API's numbers; OTLP's are one higher. */
export const KINDS = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
export const STATUSES = ['UNSET', 'OK', 'ERROR'] as const;

/** What is drawn by chance, apart from what specs compare. */
export function withoutBucket(all: Readonly<Record<string, unknown>>): Pick<SeenSpan, 'attributes' | 'bucket'> {
  const { 'sampling.bucket': bucket, ...attributes } = all;
  return { attributes, ...(typeof bucket === 'number' && { bucket }) };
}
