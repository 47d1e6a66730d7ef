import { setTimeout as after } from 'node:timers/promises';
import { DatabaseUnusable, EventSourcingError } from '#libs/event-sourcing';
import { isLostRace, storeFailure } from './failures.js';
import { inTime } from './in-time.js';

export const MOST_ATTEMPTS = 20;
const LONGEST_PAUSE_MS = 50;

/**
 * What the database says in the end: what it did not do only because of others at the same moment is asked for again.
 * @throws {StoreUnavailable}
 */
export async function settled<Result>(work: () => Promise<Result>): Promise<Result> {
  return inTime(settledAtLast(work));
}

async function settledAtLast<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await overRaces(work);
  } catch (error) {
    throw error instanceof EventSourcingError || error instanceof DatabaseUnusable ? error : storeFailure(error);
  }
}

/** What was not done only because of others at the same moment is tried again, within bounds. */
export async function overRaces<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isLostRace(error) || attempt === MOST_ATTEMPTS) throw error;
    }
    await pauseAfter(attempt);
  }
}

/** Of chance length, so that those who met do not meet again. */
export async function pauseAfter(attempt: number): Promise<void> {
  await after(Math.random() * Math.min(2 ** attempt, LONGEST_PAUSE_MS));
}
