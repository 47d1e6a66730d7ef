import { StoreUnavailable } from '#libs/event-sourcing';
import { ANSWER_MS } from './connection.js';

export function tooLate(): StoreUnavailable {
  return new StoreUnavailable('the database did not answer in time');
}

/** What the database says in time. @throws {StoreUnavailable} */
export async function inTime<Result>(work: Promise<Result>, ms = ANSWER_MS): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tooLate()), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
