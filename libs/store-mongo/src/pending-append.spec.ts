import { expect, it } from '@jest/globals';
import { type DatabaseCall, LogContended, StoreUnavailable } from '#libs/event-sourcing';
import { commitOf } from '#testing/event-sourcing';
import { prepare } from './commit-document.js';
import { PendingAppend } from './pending-append.js';

const CALL: DatabaseCall = { system: 'mongodb', operation: 'insert', collection: 'commits', namespace: 'clew' };
const PATIENCE_MS = 10;

it.each<[string, (append: PendingAppend) => void, typeof LogContended | typeof StoreUnavailable]>([
  ['waited for its turn', () => {}, StoreUnavailable],
  ['is on its way', (append) => append.sent(), StoreUnavailable],
  [
    'lost each race',
    (append) => {
      append.sent();
      append.lostRace();
    },
    LogContended,
  ],
  [
    'lost a race, and is on its way again',
    (append) => {
      append.sent();
      append.lostRace();
      append.sent();
    },
    StoreUnavailable,
  ],
  [
    'lost a race after an attempt without an answer',
    (append) => {
      append.sent();
      append.isUnclear = true;
      append.lostRace();
    },
    StoreUnavailable,
  ],
])('an append that took too long and %s says what is known of it', async (_state, happen, kind) => {
  const append = new PendingAppend(prepare(commitOf(1)), CALL, PATIENCE_MS);
  happen(append);

  await expect(append.answer).rejects.toBeInstanceOf(kind);
});
