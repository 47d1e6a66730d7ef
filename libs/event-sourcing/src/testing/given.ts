import { expect } from '@jest/globals';
import type { Decider } from '#libs/event-sourcing';

/** The rules of a decider as sentences: `given(...events).when(command).then(...events)`. */
export function rulesOf<State, Command, Event>(decider: Decider<State, Command, Event>) {
  return {
    given: (...history: readonly Event[]) => ({
      when: (command: Command) => {
        const state = history.reduce((current, event) => decider.evolve(current, event), decider.initialState);
        const decide = () => decider.decide(command, state);
        return {
          // oxlint-disable-next-line unicorn/no-thenable -- the word that everybody knows; nobody awaits it.
          then: (...events: readonly Event[]) => expect(decide()).toStrictEqual(events),
          thenNothing: () => expect(decide()).toStrictEqual([]),
          thenRefuses: (refusal: abstract new (...args: never[]) => Error) => expect(decide).toThrow(refusal),
        };
      },
    }),
  };
}
