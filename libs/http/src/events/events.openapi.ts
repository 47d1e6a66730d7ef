import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { documentProblems } from '../document-problems.js';
import { answered, withToken } from '../document-headers.js';
import { eventListResponse } from './event.response.js';
import { TRACE_STATES } from './get-event-trace.js';

const eventTraceResponse = z
  .strictObject({
    event_id: z.string(),
    trace_id: z.string().nullable(),
    span_id: z.string().nullable(),
    trace: z.enum(TRACE_STATES).meta({
      description:
        'Whether the trace store has it: `unknown` where nobody can be asked or it may still be on its way; never a promise',
    }),
  })
  .meta({
    id: 'TraceOfEvent',
    example: {
      event_id: '3f0c2b9a-5d1e-4c7b-9a43-0d2f6a1b8e77.1',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      span_id: '00f067aa0ba902b7',
      trace: 'stored',
    },
  });

/** What the API document says about each route beside its input. */
export const documented = {
  getEvents: applyDecorators(
    ApiOperation({
      summary: 'List stored events',
      description: 'The whole log, for admins. With a filter a page may be short, or empty, and have a next one.',
    }),
    ApiResponse({
      status: 200,
      description: 'A page of events',
      standardSchema: eventListResponse,
      headers: answered.link,
    }),
    documentProblems('invalid_input', 'forbidden'),
  ),
  getEventTrace: applyDecorators(
    ApiOperation({ summary: 'Find the trace of an event', description: 'For admins.' }),
    ApiParam({ name: 'id', schema: { type: 'string', example: '3f0c2b9a-5d1e-4c7b-9a43-0d2f6a1b8e77.1' } }),
    ApiResponse({ status: 200, description: 'Its trace', standardSchema: eventTraceResponse }),
    documentProblems('forbidden', 'event_not_found'),
  ),
  getTraceEvents: applyDecorators(
    ApiOperation({
      summary: 'List the events of a trace',
      description: 'For admins. Of an unknown trace there are none.',
    }),
    withToken,
    ApiResponse({
      status: 200,
      description: 'A page of events',
      standardSchema: eventListResponse,
      headers: answered.link,
    }),
    documentProblems('invalid_input', 'invalid_cursor', 'invalid_consistency_token', 'forbidden', 'read_model_behind'),
  ),
} as const;
