import { expect, it } from '@jest/globals';
import {
  CommitTooLarge,
  type EventSourcingError,
  InvalidCommit,
  InvalidCursor,
  LeaseLost,
  LogContended,
  Refusal,
  type RefusalKind,
  StoreUnavailable,
  TooManyConflicts,
  VersionConflict,
} from '#libs/event-sourcing';
import { describeError } from './failure.js';

class Refused extends Refusal {
  readonly code = 'refused';
  readonly summary = 'Permission denied';

  constructor(readonly kind: RefusalKind) {
    super('the rule');
  }
}

const conflict = new VersionConflict('task-1', 1, 2);

it.each<[EventSourcingError, string, string]>([
  [conflict, 'conflict', 'Conflict'],
  [new TooManyConflicts(5, conflict), 'conflict', 'Conflict'],
  [new LeaseLost('lost'), 'conflict', 'Lease lost'],
  [new CommitTooLarge('large'), 'validation', 'Commit too large'],
  [new InvalidCommit('invalid'), 'unexpected', 'Invalid commit'],
  [new InvalidCursor('invalid'), 'validation', 'Invalid cursor'],
  [new LogContended('contended'), 'unavailable', 'Log contended'],
  [new StoreUnavailable('away'), 'unavailable', 'Store unavailable'],
])('S5 of the ports: %s', (error, type, summary) => {
  expect(describeError(error)).toEqual({ type, summary, message: error.message });
});

it.each<RefusalKind>(['validation', 'permission', 'not_found', 'conflict'])('S5 a refusal says itself: %s', (kind) => {
  expect(describeError(new Refused(kind))).toEqual({ type: kind, summary: 'Permission denied', message: 'the rule' });
});

it.each([new RangeError('of somebody’s content'), 'of somebody’s content', undefined])(
  'S5 of an error that nobody thought of only its name is shown: %s',
  (error) => {
    const summary = error instanceof RangeError ? 'RangeError' : 'Unexpected error';
    expect(describeError(error)).toEqual({ type: 'unexpected', summary });
  },
);
