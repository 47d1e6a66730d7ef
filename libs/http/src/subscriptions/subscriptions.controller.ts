import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { User } from '#libs/cqrs';
import { CurrentUser } from '../current-user.js';
import { linkToNext } from '../next-link.js';
import { parseQuery } from '../query.js';
import { GetParkedEvents, getParkedEventsInput } from './get-parked-events.js';
import { GetSubscriptions } from './get-subscriptions.js';
import { RetryParkedEvent, SkipParkedEvent } from './repair-parked-event.js';
import {
  parkedEventBody,
  type ParkedEventListResponse,
  type ParkedEventResponse,
  type SubscriptionListResponse,
} from './subscription.responses.js';
import { documented } from './subscriptions.openapi.js';

/** What reads the log, how far it is, and what it could not do. */
@ApiTags('subscriptions')
@Controller('api/subscriptions')
export class SubscriptionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @documented.getSubscriptions
  async getSubscriptions(@CurrentUser() user: User): Promise<SubscriptionListResponse> {
    return { items: [...(await this.queries.execute(new GetSubscriptions(user)))] };
  }

  @Get(':name/parked')
  @documented.getParkedEvents
  async getParkedEvents(
    @Param('name') name: string,
    @Query({ schema: getParkedEventsInput }) query: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ParkedEventListResponse> {
    const input = parseQuery(getParkedEventsInput, query);
    const { events, next } = await this.queries.execute(new GetParkedEvents(user, name, input));
    const cursor = next?.toString();
    linkToNext(request, reply, cursor);
    return { items: events.map(parkedEventBody), next_cursor: cursor ?? null };
  }

  @Post(':name/parked/:eventId/retry')
  @HttpCode(HttpStatus.ACCEPTED)
  @documented.retryParkedEvent
  async retryParkedEvent(
    @Param('name') name: string,
    @Param('eventId') eventId: string,
    @CurrentUser() user: User,
  ): Promise<ParkedEventResponse> {
    return parkedEventBody(await this.commands.execute(new RetryParkedEvent(user, name, eventId)));
  }

  @Post(':name/parked/:eventId/skip')
  @HttpCode(HttpStatus.ACCEPTED)
  @documented.skipParkedEvent
  async skipParkedEvent(
    @Param('name') name: string,
    @Param('eventId') eventId: string,
    @CurrentUser() user: User,
  ): Promise<ParkedEventResponse> {
    return parkedEventBody(await this.commands.execute(new SkipParkedEvent(user, name, eventId)));
  }
}
