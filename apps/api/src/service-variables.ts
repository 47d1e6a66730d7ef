import { z } from 'zod';

const address = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ''))
  .optional();

/** Other services that the API talks to. */
export const serviceVariables = {
  TEMPO_URL: {
    schema: address,
    default: 'none',
    allowed: 'an http or https address',
    meaning: 'Where Tempo is asked whether it has the trace of an event',
  },
  NOTIFICATIONS_URL: {
    schema: address,
    default: 'none',
    allowed: 'an http or https address',
    meaning: 'The service that is told of new tasks; what was stored before it is set the first time is not told',
  },
} as const;
