/**
 * A consistency boundary as three pure functions: time, ids and the user come in with the command.
 *
 * `decide` throws a named domain error for an expected refusal and gives no events for a command that changes nothing.
 * State changes in `evolve` only.
 */
export interface Decider<State, Command, Event> {
  readonly initialState: State;
  decide(command: Command, state: State): readonly Event[];
  evolve(state: State, event: Event): State;
}
