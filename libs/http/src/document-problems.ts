import { applyDecorators } from '@nestjs/common';
import { ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import { z } from 'zod';
import { type Problem, type ProblemCode, problemOf, problems } from './problems.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/** What some say beside their title. */
const details: { readonly [Code in ProblemCode]?: Pick<Problem, 'detail' | 'errors' | 'lag'> } = {
  invalid_input: {
    detail: 'Validation failed',
    errors: [{ pointer: '/title', rule: 'required', detail: 'is required' }],
  },
  read_model_behind: { detail: 'events still to be applied: 12', lag: 12 },
};

/** The shape of `Problem` for the API document. */
export const problemResponse = z
  .looseObject({
    type: z.string().meta({ description: 'Stable name of the problem', example: 'urn:clew:problem:invalid-input' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().optional(),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().meta({ description: 'JSON pointer of the field, or `/name` of a parameter' }),
          rule: z.string(),
          detail: z.string(),
          value: z.unknown().optional(),
        }),
      )
      .optional(),
    lag: z.int().optional().meta({ description: 'Events that the read model has still to apply' }),
    traceId: z.string().optional().meta({ description: 'Look it up in the trace store' }),
  })
  .meta({ id: 'Problem' });

/** Each as it comes, for the examples of the API document. */
export const problemExamples = Object.fromEntries(
  (Object.keys(problems) as ProblemCode[]).map((code) => [
    code,
    { summary: problems[code].title, value: problemOf(code, { ...details[code], traceId: TRACE_ID }) },
  ]),
);

/** Any route may meet these. */
const ALWAYS: readonly ProblemCode[] = [
  'bad_request',
  'unauthenticated',
  'invalid_token',
  'not_acceptable',
  'request_timeout',
  'misdirected_request',
  'rate_limited',
  'headers_too_large',
  'unexpected',
  'unavailable',
  'issuer_unavailable',
  'overloaded',
];

/** Where a body may be sent, whether it is used or not. */
export const BODY_PROBLEMS = ['invalid_json', 'body_too_large', 'unsupported_media_type'] as const;

/** Documents the problems of a route, those with the same status together. */
export function documentProblems(...codes: ProblemCode[]): MethodDecorator {
  const byStatus = Map.groupBy([...ALWAYS, ...codes], (code) => problems[code].status);
  return applyDecorators(...[...byStatus].map(documentStatus));
}

function documentStatus([status, codes]: readonly [status: number, readonly ProblemCode[]]): MethodDecorator {
  const named = headers[status];
  return ApiResponse({
    status,
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
    content: { 'application/problem+json': { schema: problemWith(codes), examples: examplesOf(codes) } },
    ...(named && { headers: named }),
  });
}

const retryAfter = { 'Retry-After': { description: 'Seconds', schema: { type: 'integer', minimum: 0 } } } as const;
const headers: Readonly<Record<number, NonNullable<ApiResponseOptions['headers']>>> = {
  401: {
    'WWW-Authenticate': {
      description: 'What is asked for, and what was wrong with the token (RFC 6750)',
      schema: { type: 'string', pattern: '^Bearer ' },
    },
  },
  429: retryAfter,
  503: retryAfter,
};

function examplesOf(codes: readonly ProblemCode[]) {
  return Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
}

function problemWith(codes: readonly ProblemCode[]) {
  return {
    allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties: { code: { enum: [...codes] } } }],
  };
}
