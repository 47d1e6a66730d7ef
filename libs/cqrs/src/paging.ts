import { z } from 'zod';

const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 20;

/** A text in the address, a number in the API document. */
export const limitInput = z
  .string()
  .refine((value) => /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= MAX_LIMIT, {
    error: `must be a whole number from 1 to ${MAX_LIMIT}`,
    params: { rule: 'range' },
  })
  .transform(Number)
  .default(DEFAULT_LIMIT)
  .meta({
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    description: `Length of the page, ${DEFAULT_LIMIT} where nothing is said`,
  });

/** Where the next page of a list in the order of the log begins. */
export const positionInput = z
  .string()
  .refine((value) => /^\d{1,15}$/.test(value), {
    error: 'must be the `next_cursor` of the page before',
    params: { rule: 'cursor' },
  })
  .transform(Number)
  .meta({ type: 'string', pattern: '^[0-9]{1,15}$', description: 'The `next_cursor` of the page before' });
