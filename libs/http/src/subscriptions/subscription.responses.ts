import type { ParkedEvent } from '#libs/event-sourcing';
import { traceOf } from '#libs/tracing';
import { z } from 'zod';
import { traceResponse } from '../events/event.response.js';

const subscription = {
  name: 'notify_external_service',
  kind: 'publisher' as const,
  running_here: true,
  position: 1204,
  lag_events: 3,
  lag_seconds: 0.4,
  parked_events: 1,
  failure: null,
};

const subscriptionResponse = z
  .strictObject({
    name: z.string(),
    kind: z.enum(['read_model', 'publisher']),
    running_here: z
      .boolean()
      .meta({ description: 'Whether the process that answers does the work; otherwise another' }),
    position: z.int().min(0).meta({ description: 'Of the last event that is done or parked' }),
    lag_events: z.int().min(0).meta({ description: 'Stored events that are not done' }),
    lag_seconds: z.number().min(0).meta({ description: 'For how long the oldest of them has been waiting' }),
    parked_events: z.int().min(0).meta({ description: 'Events that failed, or wait behind one that did' }),
    failure: z.string().nullable().meta({ description: 'Why the last try failed, until one goes through' }),
  })
  .meta({ id: 'Subscription', example: subscription });

export const subscriptionListResponse = z
  .strictObject({ items: z.array(subscriptionResponse) })
  .meta({ id: 'SubscriptionList', example: { items: [subscription] } });

const parkedEvent = {
  event_id: '3f0c2b9a-5d1e-4c7b-9a43-0d2f6a1b8e77.1',
  type: 'task.created.v1',
  stream_id: 'task-0199abcd-1234-7abc-8def-0123456789ab',
  position: 1201,
  parked_at: '2029-12-31T09:00:12.003Z',
  failure: {
    reason: 'NotificationRefused: the notification service answered 400',
    attempts: 8,
    trace: { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '00f067aa0ba902b7', sampled: true },
  },
  request: null,
};

export const parkedEventResponse = z
  .strictObject({
    event_id: z.string(),
    type: z.string(),
    stream_id: z.string(),
    position: z.int().min(1),
    parked_at: z.iso.datetime(),
    failure: z
      .strictObject({
        reason: z.string(),
        attempts: z.int().min(1),
        trace: traceResponse.nullable().meta({ description: 'Of the last attempt' }),
      })
      .nullable()
      .meta({ description: 'Null for one that only waits behind an earlier event of its stream' }),
    request: z
      .strictObject({ action: z.enum(['retry', 'skip']), by: z.string(), at: z.iso.datetime() })
      .nullable()
      .meta({ description: 'What somebody asked for, until it is carried out' }),
  })
  .meta({ id: 'ParkedEvent', example: parkedEvent });

export const parkedEventListResponse = z
  .strictObject({
    items: z.array(parkedEventResponse),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: 'Give it as `cursor` for the next page; null on the last.' }),
  })
  .meta({ id: 'ParkedEventList', example: { items: [parkedEvent], next_cursor: null } });

export type SubscriptionResponse = z.output<typeof subscriptionResponse>;
export type SubscriptionListResponse = z.output<typeof subscriptionListResponse>;
export type ParkedEventResponse = z.output<typeof parkedEventResponse>;
export type ParkedEventListResponse = z.output<typeof parkedEventListResponse>;

export function parkedEventBody(event: ParkedEvent): ParkedEventResponse {
  const { eventId, type, streamId, position, parkedAt, failure, request } = event;
  return {
    event_id: eventId,
    type,
    stream_id: streamId,
    position,
    parked_at: parkedAt,
    failure: failure
      ? { reason: failure.reason, attempts: failure.attempts, trace: traceOf(failure.traceparent) ?? null }
      : null,
    request: request ?? null,
  };
}
