import { StoreUnavailable } from '#libs/event-sourcing';
import { ANSWER_MS } from './connection.js';

export function tooLate(): StoreUnavailable {
  return new StoreUnavailable('the database did not answer in time');
}

/** What the database says within {@link ANSWER_MS}. @throws {StoreUnavailable} */
export async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tooLate()), ANSWER_MS);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
