import { setTimeout as after } from 'node:timers/promises';

const MOST_COMMITS = 1_000;
/** As many as a busy process has at a time: fewer would make a turn of little use. */
const FEWEST_COMMITS = 64;

/** Batches in a row, then others have a chance. */
const BATCHES_A_TURN = 16;
/** The same for who has met nobody: who is kept out by it leaves no trace that it could see. */
const BATCHES_ALONE = 128;
/** How long others count as there after they were met. */
const MET_MS = 10_000;

/** In round trips, so that they fit a server that answers in 1 ms as well as one that needs 50. */
const GAP = 2;
const LONGEST_PAUSE = 16;
const SHORTEST_PAUSE = 2;
const LONGEST_PAUSE_MS = 1_000;
/** The round trips of who sends single commits are too short for others, which have more to send. */
const SHORTEST_GAP_MS = 5;
/** Share of its time after which an append pauses as little as it ever does. */
const HURRIED = 0.25;
/** Races that count as lost from the beginning for who had a turn just now. */
const LOST_AFTER_A_TURN = 4;

/** Of the newest round trip in their average. */
const WEIGHT = 0.2;

/**
 * Processes that append to one log take turns. If each tried all the time, most of what they send would be refused, and
 * each refusal costs the server as much as a small batch. So who lost tries again after longer and longer pauses, and
 * who wins goes on at full speed, but leaves a gap after some batches.
 */
export class Turns {
  /** Commits of the next batch. A long one is on its way for long, and so loses every race against short ones. */
  most = MOST_COMMITS;
  #roundTripMs = 1;
  #lostInARow = 0;
  #batches = 0;
  #hadATurn = false;
  #metAt = Number.NEGATIVE_INFINITY;

  /** Milliseconds from sending a batch to its answer. */
  took(ms: number): void {
    this.#roundTripMs += WEIGHT * (ms - this.#roundTripMs);
  }

  won(): void {
    this.#lostInARow = 0;
    this.#batches++;
    this.most = Math.min(this.most * 2, MOST_COMMITS);
  }

  lost(): void {
    this.#metAt = performance.now();
    this.most = FEWEST_COMMITS;
    this.#batches = 0;
    if (this.#hadATurn) this.#lostInARow = LOST_AFTER_A_TURN;
    this.#hadATurn = false;
  }

  /** @param waited how much of its time an append has waited, from 0 to 1: the more, the sooner it is sent again */
  async pause(waited = 0): Promise<void> {
    await after(Math.random() * this.longestPauseMs(waited));
    this.#lostInARow++;
  }

  longestPauseMs(waited: number): number {
    const patience = 1 - Math.min(waited / HURRIED, 1);
    const longest = SHORTEST_PAUSE + (LONGEST_PAUSE - SHORTEST_PAUSE) * patience;
    return Math.min(Math.min(2 ** this.#lostInARow, longest) * this.#roundTripMs, LONGEST_PAUSE_MS);
  }

  /** @returns whether there was one, which another process may have used */
  async leaveGap(): Promise<boolean> {
    const isAlone = performance.now() - this.#metAt > MET_MS;
    if (this.#batches < (isAlone ? BATCHES_ALONE : BATCHES_A_TURN)) return false;
    this.#batches = 0;
    this.#hadATurn = true;
    await after(Math.min(Math.max(GAP * this.#roundTripMs, SHORTEST_GAP_MS), LONGEST_PAUSE_MS));
    return true;
  }
}
