import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { answered } from '../document-headers.js';
import { BODY_PROBLEMS, documentProblems } from '../document-problems.js';
import { parkedEventListResponse, parkedEventResponse, subscriptionListResponse } from './subscription.responses.js';

const withName = ApiParam({ name: 'name', schema: { type: 'string', example: 'notify_external_service' } });
const withEventId = ApiParam({
  name: 'eventId',
  schema: { type: 'string', example: '3f0c2b9a-5d1e-4c7b-9a43-0d2f6a1b8e77.1' },
});

const repaired = applyDecorators(
  withName,
  withEventId,
  ApiResponse({
    status: 202,
    description: 'It is asked for, and carried out within seconds',
    standardSchema: parkedEventResponse,
  }),
  documentProblems(
    'forbidden',
    'subscription_not_found',
    'parked_event_not_found',
    'parked_event_waits',
    'parked_event_requested',
    ...BODY_PROBLEMS,
  ),
);

/** What the API document says about each route beside its input. */
export const documented = {
  getSubscriptions: applyDecorators(
    ApiOperation({
      summary: 'List subscriptions',
      description: 'Read models and publishers: how far each is, and what is wrong with it. For admins.',
    }),
    ApiResponse({ status: 200, description: 'All of them', standardSchema: subscriptionListResponse }),
    documentProblems('forbidden'),
  ),
  getParkedEvents: applyDecorators(
    ApiOperation({
      summary: 'List parked events',
      description: 'What a subscription could not do, in the order of the log. For admins.',
    }),
    withName,
    ApiResponse({
      status: 200,
      description: 'A page of events',
      standardSchema: parkedEventListResponse,
      headers: answered.link,
    }),
    documentProblems('invalid_input', 'forbidden', 'subscription_not_found'),
  ),
  retryParkedEvent: applyDecorators(
    ApiOperation({
      summary: 'Retry a parked event',
      description: 'Handle it again, and then, in order, all that wait behind it in its stream. For admins.',
    }),
    repaired,
  ),
  skipParkedEvent: applyDecorators(
    ApiOperation({
      summary: 'Skip a parked event',
      description: 'Never handle it, and go on with what waits behind it in its stream. For admins.',
    }),
    repaired,
  ),
} as const;
