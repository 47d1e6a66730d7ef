import { type Link, ROOT_CONTEXT, SpanKind, TraceFlags } from '@opentelemetry/api';
import type { CommitMetadata, RecordedEvent, Stages } from '#libs/event-sourcing';
import { attribute } from './attributes.js';
import { bucketOf } from './sampling-bucket.js';
import { spanContextOf } from './trace-context.js';
import { withSpan } from './with-span.js';

const MAX_LINKS = 32;

/** A batch belongs to many requests, so it is a trace of its own that links to the appends behind it. */
export function inProjectionSpan<Result>({ name, events }: Stages['project'], work: () => Result): Result {
  const { links, unsampled } = linksToAppends(events);
  return withSpan(`projection.${name.split('.')[0]}`, work, {
    kind: SpanKind.CONSUMER,
    context: ROOT_CONTEXT,
    links,
    attributes: {
      [attribute.batchCount]: events.length,
      [attribute.firstPosition]: events[0]?.position ?? 0,
      [attribute.lastPosition]: events.at(-1)?.position ?? 0,
      ...(unsampled > 0 && { [attribute.linksUnsampled]: unsampled }),
    },
  });
}

/** The appends behind some events, each once, with links that a Collector keeps or drops together with this trace. */
function linksToAppends(events: readonly RecordedEvent[]): { links: Link[]; unsampled: number } {
  const appends = new Map<string, Stored>();
  for (const { metadata } of events) if (metadata.traceparent) appends.set(metadata.traceparent, metadata);
  const { links, unsampled } = linksTo(appends.values());
  const lowest = Math.min(...links.map((link) => bucketOf(link.context)));
  return { links: links.filter((link) => bucketOf(link.context) === lowest).slice(0, MAX_LINKS), unsampled };
}

type Stored = Pick<CommitMetadata, 'traceparent' | 'tracestate'>;

/** A link to a trace that nobody kept leads nowhere: those are counted instead. */
export function linksTo(stored: Iterable<Stored>): { links: Link[]; unsampled: number } {
  const links: Link[] = [];
  let unsampled = 0;
  for (const { traceparent = '', tracestate } of stored) {
    const linked = spanContextOf(traceparent, tracestate);
    if (!linked) continue;
    if (linked.traceFlags & TraceFlags.SAMPLED) links.push({ context: linked });
    else unsampled++;
  }
  return { links, unsampled };
}
