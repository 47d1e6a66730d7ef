import type { RecordedEvent } from '#libs/event-sourcing';
import { traceOf } from '#libs/tracing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { linkToNext } from '../next-link.js';

const trace = z
  .strictObject({
    trace_id: z.string(),
    span_id: z.string(),
    sampled: z.boolean().meta({ description: 'Whether the trace was recorded; it may have been dropped since' }),
  })
  .meta({ id: 'EventTrace', description: 'The span that stored the event' });

/** A stored event as readers of the API see it. */
const eventResponse = z
  .strictObject({
    id: z.string().meta({ description: '`<commit id>.<n>`, n from 1' }),
    type: z.string().meta({ examples: ['task.created.v1'] }),
    data: z.unknown().meta({ description: 'What happened, in the shape of its type' }),
    stream_id: z.string().meta({ examples: ['task-0199abcd-1234-7abc-8def-0123456789ab'] }),
    version: z.int().min(1).meta({ description: 'Its place in the stream: 1, 2, 3 …' }),
    position: z.int().min(1).meta({ description: 'Its place in the whole log, without holes' }),
    recorded_at: z.iso.datetime(),
    actor: z.string().nullable().meta({ description: 'Who asked for it' }),
    correlation_id: z.string(),
    causation_id: z.string().nullable(),
    trace: trace.nullable(),
  })
  .meta({ id: 'Event' });

export const eventListResponse = z
  .strictObject({
    items: z.array(eventResponse),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: 'Give it as `cursor` for the next page; null on the last.' }),
  })
  .meta({ id: 'EventList' });

type EventResponse = z.output<typeof eventResponse>;
export type EventListResponse = z.output<typeof eventListResponse>;

/** With the way to the next page, where there is one. */
export function eventPage(
  request: FastifyRequest,
  reply: FastifyReply,
  events: readonly RecordedEvent[],
  next: string | number | undefined,
): EventListResponse {
  const cursor = next?.toString();
  linkToNext(request, reply, cursor);
  return { items: events.map(eventBody), next_cursor: cursor ?? null };
}

function eventBody(event: RecordedEvent): EventResponse {
  const { id, type, data, streamId, version, position, recordedAt, metadata } = event;
  return {
    id,
    type,
    data,
    stream_id: streamId,
    version,
    position,
    recorded_at: recordedAt,
    actor: metadata.actor ?? null,
    correlation_id: metadata.correlationid,
    causation_id: metadata.causationid ?? null,
    trace: traceOf(metadata.traceparent) ?? null,
  };
}
