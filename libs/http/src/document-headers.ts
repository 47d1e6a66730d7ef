import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { ENTITY_TAGS } from './entity-tag.js';
import { KEY } from './request-terms.js';

/** Headers of a read that waits for a write. */
export const withToken = applyDecorators(
  ApiHeader({
    name: 'Consistency-Token',
    required: false,
    description: 'Of the write that this read must see',
    schema: { type: 'integer', minimum: 0 },
  }),
  ApiHeader({
    name: 'Prefer',
    required: false,
    description: '`wait=<seconds>` for it, 2 by default, at most 10',
    schema: { type: 'string', example: 'wait=5' },
  }),
);

/** Of a read that need not be sent again. */
export const withIfNoneMatch = ApiHeader({
  name: 'If-None-Match',
  required: false,
  description: 'ETags of what the caller has: where it is one of them, nothing is sent again',
  schema: { type: 'string', example: '"3"' },
});

/** Of a change of something. */
export const withIfMatch = ApiHeader({
  name: 'If-Match',
  required: false,
  description: 'ETag of the version that the change is meant for; required where the service says so',
  schema: { type: 'string', pattern: ENTITY_TAGS, example: '"3"' },
});

/** Of a request that can be sent again. */
export const withKey = ApiHeader({
  name: 'Idempotency-Key',
  required: false,
  description: 'Makes the request safe to send again: a repetition gets the first answer. 1 to 255 visible characters',
  schema: { type: 'string', pattern: KEY, example: '"8e03978e-40d5-43dd-bc93-6894a57f9324"' },
});

/** What {@link withKey} may be answered with. */
export const KEY_PROBLEMS = ['invalid_header', 'idempotency_key_in_use', 'idempotency_key_reused'] as const;

/** Headers of answers. */
export const answered = {
  etag: { ETag: { description: 'Version of it', schema: { type: 'string', example: '"3"' } } },
  link: {
    Link: {
      description: 'Address of the next page, with `rel="next"` (RFC 8288); none on the last',
      schema: { type: 'string', example: '</api/events?cursor=41>; rel="next"' },
    },
  },
  location: {
    Location: {
      description: 'Its address',
      schema: { type: 'string', example: '/api/tasks/0199abcd-1234-7abc-8def-0123456789ab' },
    },
  },
  token: {
    'Consistency-Token': {
      description: 'Send it with a read that must see this write',
      schema: { type: 'integer', minimum: 0, example: 42 },
    },
  },
} as const;
