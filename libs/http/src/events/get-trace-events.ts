import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { limitInput, type User } from '#libs/cqrs';
import { EventStore, type RecordedEvent } from '#libs/event-sourcing';
import { z } from 'zod';
import { ensureAdmin } from './ensure-admin.js';
import { TracesReadModel } from './traces-read-model.js';

export const traceIdInput = z.strictObject({
  traceId: z
    .string()
    .regex(/^(?!0{32})[0-9a-f]{32}$/i, { error: 'must be a trace id: 32 hexadecimal digits' })
    .toLowerCase(),
});

export const getTraceEventsInput = z.strictObject({
  limit: limitInput.meta({ description: 'The most commits on a page; each has one event or several' }),
  cursor: z.string().min(1).max(1_000).exactOptional().meta({ description: 'The `next_cursor` of the page before' }),
});

export interface TraceEvents {
  readonly events: readonly RecordedEvent[];
  /** Absent on the last page. */
  readonly next?: string;
}

export class GetTraceEvents extends Query<TraceEvents> {
  constructor(
    readonly user: User,
    readonly traceId: string,
    readonly input: z.output<typeof getTraceEventsInput>,
  ) {
    super();
  }
}

@QueryHandler(GetTraceEvents)
export class GetTraceEventsHandler implements IQueryHandler<GetTraceEvents> {
  constructor(
    private readonly store: EventStore,
    private readonly traces: TracesReadModel,
  ) {}

  async execute({ user, traceId, input: { limit, cursor } }: GetTraceEvents): Promise<TraceEvents> {
    ensureAdmin(user);
    const { documents, next } = await this.traces.readModel.find({
      where: { trace_id: traceId },
      sort: { field: 'trace_id', direction: 'asc' },
      limit,
      ...(cursor !== undefined && { after: cursor }),
    });
    const commits = await Promise.all(documents.map(({ commit_id }) => this.store.readCommit(commit_id)));
    const events = commits.flatMap((commit) => commit?.events ?? []);
    return next === undefined ? { events } : { events, next };
  }
}
