import type { RecordedEvent } from '#libs/event-sourcing';
import { traceOf } from '#libs/tracing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { linkToNext } from '../next-link.js';

export const traceResponse = z
  .strictObject({
    trace_id: z.string(),
    span_id: z.string(),
    sampled: z.boolean().meta({ description: 'Whether the trace was recorded; it may have been dropped since' }),
  })
  .meta({ id: 'EventTrace', description: 'A span' });

const example = {
  id: '3f0c2b9a-5d1e-4c7b-9a43-0d2f6a1b8e77.1',
  type: 'task.title.updated.v1',
  data: { title: 'Implement feature X', updated_at: '2029-12-31T09:00:00.000Z' },
  stream_id: 'task-0199abcd-1234-7abc-8def-0123456789ab',
  version: 2,
  position: 42,
  recorded_at: '2029-12-31T09:00:00.003Z',
  actor: 'ann',
  correlation_id: '3f0c2b9a-5d1e-4c7b-9a43-0d2f6a1b8e77',
  causation_id: null,
  trace: { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '00f067aa0ba902b7', sampled: true },
};

/** A stored event as readers of the API see it. */
const eventResponse = z
  .strictObject({
    id: z.string().meta({ description: '`<commit id>.<n>`, n from 1' }),
    type: z.string().meta({ example: 'task.created.v1' }),
    data: z.unknown().meta({ description: 'What happened, in the shape of its type' }),
    stream_id: z.string().meta({ example: 'task-0199abcd-1234-7abc-8def-0123456789ab' }),
    version: z.int().min(1).meta({ description: 'Its place in the stream: 1, 2, 3 …' }),
    position: z.int().min(1).meta({ description: 'Its place in the whole log, without holes' }),
    recorded_at: z.iso.datetime(),
    actor: z.string().nullable().meta({ description: 'Who asked for it' }),
    correlation_id: z.string(),
    causation_id: z.string().nullable(),
    trace: traceResponse.nullable(),
  })
  .meta({ id: 'Event', example });

export const eventListResponse = z
  .strictObject({
    items: z.array(eventResponse),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: 'Give it as `cursor` for the next page; null on the last.' }),
  })
  .meta({ id: 'EventList', example: { items: [example], next_cursor: '42' } });

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
