import { z } from 'zod';

/** Whom the HTTP server answers, and how many at a time. */
export const httpVariables = {
  CORS_ORIGINS: {
    schema: z
      .string()
      .transform((list) => list.split(',').map((origin) => origin.trim()))
      .pipe(z.array(z.string().refine(isOrigin)))
      .optional(),
    default: 'none',
    allowed: 'origins such as `https://app.example`, separated by commas',
    meaning: 'Origins of web pages that may call the API from a browser',
  },
  RATE_LIMIT_PER_MINUTE: {
    schema: z
      .string()
      .regex(/^\d{1,7}$/)
      .transform(Number)
      .optional(),
    default: '600 where `OIDC_ISSUER` is set, else 0',
    allowed: 'a whole number from 0 to 9999999; 0 is no limit',
    meaning: 'Requests that one user, or one address where nobody says who it is, may send in a minute',
  },
  REQUEST_TIMEOUT_MS: {
    schema: z
      .string()
      .regex(/^[1-9]\d{2,5}$/)
      .transform(Number)
      .default(30_000),
    allowed: 'milliseconds from 100 to 999999',
    meaning: 'How long a request may take to arrive, with its body',
  },
  MAX_EVENT_LOOP_DELAY_MS: {
    schema: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .default(500),
    allowed: 'milliseconds from 0 to 99999; 0 refuses nothing',
    meaning: 'How late the event loop may be before requests are refused as too many',
  },
  REDIS_URL: {
    schema: z.url({ protocol: /^rediss?$/, hostname: /./ }).optional(),
    default: 'none',
    allowed: '`redis://<host>:<port>` or `rediss://…`, with `<user>:<password>@` before the host if need be',
    meaning: 'Redis, in which the processes of this API count requests together; without it each counts alone',
  },
} as const;

/** Exactly as a browser sends it. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.parse(text)?.origin === text;
}
