import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { type ProblemCode, problems } from './problems.js';

/** The shape of `Problem` for the API document. */
export const problemResponse = z
  .looseObject({
    type: z.string().meta({ description: 'Stable name of the problem', examples: ['urn:clew:problem:invalid-input'] }),
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
  return applyDecorators(
    ...[...byStatus].map(([status, group]) =>
      ApiResponse({
        status,
        description: group.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
        content: { 'application/problem+json': { schema: problemWith(group) } },
        ...((status === 429 || status === 503) && { headers: retryAfter }),
      }),
    ),
  );
}

const retryAfter = { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } } as const;

function problemWith(codes: readonly ProblemCode[]) {
  return {
    allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties: { code: { enum: [...codes] } } }],
  };
}
