import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

/** Documents the headers of a read that waits for a write. */
export const withToken = applyDecorators(
  ApiHeader({
    name: 'Consistency-Token',
    required: false,
    description: 'Of the write that this read must see',
    schema: { type: 'integer', minimum: 0 },
  }),
  ApiHeader({ name: 'Prefer', required: false, description: '`wait=<seconds>` for it, 2 by default, at most 10' }),
);
