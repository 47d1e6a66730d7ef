import type { RequestKey } from '#libs/event-sourcing';

/** On which terms a command is given. */
export interface Terms {
  /** It may be sent again: only the first one counts. */
  readonly key?: RequestKey;
  /** Whether it is meant for this version. */
  readonly isExpected?: (version: number) => boolean;
}
