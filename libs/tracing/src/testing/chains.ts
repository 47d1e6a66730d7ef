import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { RecordedEvent } from '#libs/event-sourcing';
import { inProjectionSpan } from '../projection-span.js';
import { inPublisherSpan } from '../publisher-span.js';
import { bucketOf } from '../sampling-bucket.js';
import { activeTraceContext } from '../trace-context.js';
import { tracer, withSpan } from '../with-span.js';
import type { SeenSpan } from './seen-span.js';

/** A trace as it was made. */
export interface MadeTrace {
  readonly traceId: string;
  readonly bucket: number;
  readonly isError: boolean;
  readonly isSlow: boolean;
}

const SLOW_MS = 600;
const LATE_MS = 15_000;
const BATCH_SIZES = [1, 2, 40, 5];

/**
 * Chains of traces as the product makes them: a request whose append is stored, a batch of the projection that links to
 * it, and a publisher's first attempt inside it. Of each tenth that fails, and two others follow as traces of their own;
 * of another tenth the first comes late, and fails. Each twentieth request is an error, each fiftieth slow.
 */
export function makeChains(count: number): readonly MadeTrace[] {
  const made: MadeTrace[] = [];
  let batch: RecordedEvent[] = [];
  for (let n = 0; n < count; n++) {
    const event = request(n, made);
    const isLate = n % 10 === 5;
    // That of a late one is a trace of its own.
    publish(event, 1, undefined, n % 10 === 0 || isLate, isLate ? made : []);
    if (n % 10 === 0) {
      const second = publish(event, 2, event.metadata.traceparent, true, made);
      publish(event, 3, second, false, made);
    }
    batch.push(event);
    if (batch.length === BATCH_SIZES[n % BATCH_SIZES.length] || n === count - 1) {
      project(batch, made);
      batch = [];
    }
  }
  return made;
}

function request(n: number, made: MadeTrace[]): RecordedEvent {
  const [isError, isSlow] = [n % 20 === 7, n % 50 === 9];
  const startTime = Date.now() - 1_000;
  const span = tracer.startSpan('POST /api/tasks', { kind: SpanKind.SERVER, startTime }, ROOT_CONTEXT);
  const metadata = context.with(trace.setSpan(ROOT_CONTEXT, span), () =>
    withSpan('event_store.append', () => ({ ...activeTraceContext(), correlationid: `${n}` }), {
      kind: SpanKind.PRODUCER,
    }),
  );
  if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(startTime + (isSlow ? SLOW_MS : 5));
  // A failed attempt inside makes an error of it too.
  made.push({ ...identityOf(span.spanContext()), isError: isError || n % 10 === 0, isSlow });
  const recordedAt = new Date(n % 10 === 5 ? Date.now() - LATE_MS : Date.now()).toISOString();
  const place = { streamId: `task-${n}`, version: 1, position: n + 1, recordedAt };
  return { id: `${n}.1`, type: 'task.created.v1', data: null, ...place, metadata };
}

/** @returns the context of the attempt, as it would be stored */
function publish(
  event: RecordedEvent,
  attempt: number,
  previous: string | undefined,
  fails: boolean,
  made: MadeTrace[] = [],
): string | undefined {
  const about: Parameters<typeof inPublisherSpan>[0] & { traceparent?: string } = {
    name: 'notify_external_service',
    event,
    attempt,
    previous,
  };
  try {
    inPublisherSpan(about, () => {
      made.push({ ...identityOf(trace.getActiveSpan()?.spanContext()), isError: fails, isSlow: false });
      if (fails) throw new Error('away');
    });
  } catch {
    // It stands on the span.
  }
  return about.traceparent;
}

function project(events: readonly RecordedEvent[], made: MadeTrace[]): void {
  inProjectionSpan({ name: 'tasks.v1', events }, () => {
    made.push({ ...identityOf(trace.getActiveSpan()?.spanContext()), isError: false, isSlow: false });
  });
}

function identityOf(spanContext = trace.getSpanContext(ROOT_CONTEXT)): Pick<MadeTrace, 'traceId' | 'bucket'> {
  if (!spanContext) throw new Error('there is no span');
  return { traceId: spanContext.traceId, bucket: bucketOf(spanContext) };
}

/** Links of what is kept, and how many of them lead to nothing. */
export function linksIn(kept: readonly SeenSpan[], isByChance: (traceId: string) => boolean) {
  const there = new Set(kept.map(({ traceId }) => traceId));
  const links = kept.flatMap((span) => span.links.map((link) => ({ from: span.traceId, to: link.traceId })));
  const dangling = links.filter(({ to }) => !there.has(to));
  return {
    links: links.length,
    /** Between traces that are both kept, or not, by chance. */
    dangling: dangling.filter(({ from }) => isByChance(from)).length,
    /** Of traces that are kept for an error or for their duration alone. */
    apart: dangling.filter(({ from }) => !isByChance(from)).length,
  };
}
