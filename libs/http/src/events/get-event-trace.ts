import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { User } from '#libs/cqrs';
import { commitIdOf, EventStore, Refusal } from '#libs/event-sourcing';
import { traceOf } from '#libs/tracing';
import { ensureAdmin } from './ensure-admin.js';
import { TraceStore } from './trace-store.js';

export const TRACE_STATES = ['not_traced', 'not_sampled', 'stored', 'dropped', 'unknown'] as const;
export type TraceState = (typeof TRACE_STATES)[number];

export interface EventTrace {
  readonly event_id: string;
  readonly trace_id: string | null;
  readonly span_id: string | null;
  /** Whether the trace store has it, as far as can be said: what is sampled here may be dropped on its way. */
  readonly trace: TraceState;
}

class EventNotFound extends Refusal {
  readonly kind = 'not_found';
  readonly code = 'event_not_found';
  readonly summary = 'Event not found';

  constructor() {
    super('there is no event with this id');
  }
}

export class GetEventTrace extends Query<EventTrace> {
  constructor(
    readonly user: User,
    readonly eventId: string,
  ) {
    super();
  }
}

@QueryHandler(GetEventTrace)
export class GetEventTraceHandler implements IQueryHandler<GetEventTrace> {
  constructor(
    private readonly store: EventStore,
    private readonly traces: TraceStore,
  ) {}

  async execute({ user, eventId }: GetEventTrace): Promise<EventTrace> {
    ensureAdmin(user);
    const commit = await this.store.readCommit(commitIdOf(eventId));
    const event = commit?.events.find(({ id }) => id === eventId);
    if (!event) throw new EventNotFound();
    const trace = traceOf(event.metadata.traceparent);
    if (!trace) return { event_id: eventId, trace_id: null, span_id: null, trace: 'not_traced' };
    const { trace_id, span_id, sampled } = trace;
    const state = sampled ? await this.traces.stateOf(trace_id, new Date(event.recordedAt)) : 'not_sampled';
    return { event_id: eventId, trace_id, span_id, trace: state };
  }
}
