import { describe, expect, it } from '@jest/globals';
import * as kernel from '#libs/event-sourcing';

/** The closed list: a code that is missing or unknown here does not compile. */
const ERRORS: Record<kernel.EventSourcingErrorCode, kernel.EventSourcingError> = {
  version_conflict: new kernel.VersionConflict('task-secret', 2, 3),
  commit_too_large: new kernel.CommitTooLarge('too large'),
  invalid_commit: new kernel.InvalidCommit('invalid'),
  log_contended: new kernel.LogContended('contended'),
  store_unavailable: new kernel.StoreUnavailable('unavailable'),
  lease_lost: new kernel.LeaseLost('lost'),
  invalid_cursor: new kernel.InvalidCursor('no cursor'),
  too_many_conflicts: new kernel.TooManyConflicts(5, new kernel.VersionConflict('task-secret', 2, 3)),
};

describe('the errors of the ports', () => {
  it.each(Object.entries(ERRORS))('%s is an error with its code and the name of its class', (code, error) => {
    expect(error).toBeInstanceOf(kernel.EventSourcingError);
    expect(error).toBeInstanceOf(Error);
    expect(error.code).toBe(code);
    expect(error.name).toBe(error.constructor.name);
    expect(String(error)).toBe(`${error.name}: ${error.message}`);
  });

  it('are all that the kernel exports', () => {
    const exported = Object.values(kernel).filter(
      (value) => typeof value === 'function' && value.prototype instanceof kernel.EventSourcingError,
    );

    expect(new Set(exported)).toEqual(new Set(Object.values(ERRORS).map(({ constructor }) => constructor)));
  });

  it('say what happened without the caller’s content', () => {
    expect(ERRORS.version_conflict.message).toBe('the stream is at version 3, expected 2');
    expect(ERRORS.version_conflict).toMatchObject({ streamId: 'task-secret', expectedVersion: 2, actualVersion: 3 });
    expect(ERRORS.too_many_conflicts.message).toBe('other writers changed the stream before each of 5 attempts');
    expect(ERRORS.too_many_conflicts.cause).toEqual(ERRORS.version_conflict);
  });
});

describe('a refusal', () => {
  class Closed extends kernel.Refusal {
    readonly kind = 'conflict';
    readonly code = 'closed';
    readonly summary = 'Shop is closed';
  }

  it('is named by its class, and is none of the faults', () => {
    const refusal = new Closed('the shop opens at nine');

    expect(String(refusal)).toBe('Closed: the shop opens at nine');
    expect(refusal).toBeInstanceOf(Error);
    expect(refusal).not.toBeInstanceOf(kernel.EventSourcingError);
  });
});
