import { type Link, ROOT_CONTEXT, SpanKind, TraceFlags } from '@opentelemetry/api';
import type { RecordedEvent, Stages } from '#libs/event-sourcing';
import { attribute } from './attributes.js';
import { spanContextOf } from './trace-context.js';
import { withSpan } from './with-span.js';

const MAX_LINKS = 32;

/** A batch belongs to many requests, so it is a trace of its own that links to the appends behind it. */
export function inProjectionSpan<Result>({ name, events }: Stages['project'], work: () => Result): Result {
  const { links, unsampled } = linksTo(appendsOf(events));
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

/** The appends behind some events, each once. */
function appendsOf(events: readonly RecordedEvent[]): ReadonlySet<string> {
  return new Set(events.flatMap(({ metadata: { traceparent } }) => traceparent ?? []));
}

/** A link to a trace that nobody kept leads nowhere: those are counted instead. */
export function linksTo(traceparents: Iterable<string>): { links: Link[]; unsampled: number } {
  const links: Link[] = [];
  let unsampled = 0;
  for (const traceparent of traceparents) {
    const linked = spanContextOf(traceparent);
    if (!linked) continue;
    if (!(linked.traceFlags & TraceFlags.SAMPLED)) unsampled++;
    else if (links.length < MAX_LINKS) links.push({ context: linked });
  }
  return { links, unsampled };
}
