import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseInput, type User } from '#libs/cqrs';
import { Consistency } from '../consistency.js';
import { CurrentUser } from '../current-user.js';
import { parseQuery } from '../query.js';
import { documented } from './events.openapi.js';
import { type EventListResponse, eventPage } from './event.response.js';
import { type EventTrace, GetEventTrace } from './get-event-trace.js';
import { GetEvents, getEventsInput } from './get-events.js';
import { GetTraceEvents, getTraceEventsInput, traceIdInput } from './get-trace-events.js';
import { TracesReadModel } from './traces-read-model.js';

/** The log, and the ways between it and the traces. */
@ApiTags('events')
@Controller('api')
export class EventsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly consistency: Consistency,
    private readonly traces: TracesReadModel,
  ) {}

  @Get('events')
  @documented.getEvents
  async getEvents(
    @Query({ schema: getEventsInput }) query: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventListResponse> {
    const { events, next } = await this.queries.execute(new GetEvents(user, parseQuery(getEventsInput, query)));
    return eventPage(request, reply, events, next);
  }

  @Get('events/:id/trace')
  @documented.getEventTrace
  getEventTrace(@Param('id') id: string, @CurrentUser() user: User): Promise<EventTrace> {
    return this.queries.execute(new GetEventTrace(user, id));
  }

  @Get('traces/:traceId/events')
  @documented.getTraceEvents
  async getTraceEvents(
    @Param({ schema: traceIdInput }) params: unknown,
    @Query({ schema: getTraceEventsInput }) query: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventListResponse> {
    const { traceId } = parseInput(traceIdInput, params);
    const input = parseQuery(getTraceEventsInput, query);
    await this.consistency.beforeRead(request, this.traces);
    const { events, next } = await this.queries.execute(new GetTraceEvents(user, traceId, input));
    return eventPage(request, reply, events, next);
  }
}
