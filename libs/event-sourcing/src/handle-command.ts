import type { Decider } from './decider.js';
import { TooManyConflicts, VersionConflict } from './errors.js';
import type { Appended, CommitMetadata, EventStore, NewEvent, RecordedEvent } from './event-store.js';
import { type Observe, type Stages, unobserved } from './observe.js';

/** How often a command is decided anew on fresh state before it gives up. */
export const MAX_ATTEMPTS = 5;

export interface CommandRequest<State, Command, Event extends NewEvent> {
  readonly store: EventStore;
  readonly decider: Decider<State, Command, Event>;
  readonly streamId: string;
  /** Throws for a state that the command cannot work on. Left out for a create, which then loads nothing. */
  readonly ensureExists?: (state: State) => void;
  /** Checks the caller's input; runs first thing in the `decide` stage, so that a bad input is a failed decision. */
  readonly parse: () => Command;
  readonly commitId: string;
  /** Called inside the `append` stage, so that the trace context stored is the append's. */
  readonly metadata: () => CommitMetadata;
  readonly observe?: Observe;
}

export interface CommandResult<State> {
  readonly state: State;
  /** Version of the stream that `state` is at. */
  readonly version: number;
  /** Position of the last event decided on or appended: what a reader must have applied to see this. */
  readonly position: number;
}

/**
 * Load, decide, append; on a lost race again from the start. The only place that does so.
 *
 * @throws {TooManyConflicts} after {@link MAX_ATTEMPTS} lost races; a create does not try again
 * @throws what `ensureExists`, `parse`, `decide` and the store throw
 */
export async function handleCommand<State, Command, Event extends NewEvent>(
  request: CommandRequest<State, Command, Event>,
): Promise<CommandResult<State>> {
  for (let attempt = 1; ; attempt++) {
    try {
      const loaded = await load(request, attempt);
      const decided = evaluate(request, loaded, attempt);
      if (decided.events.length === 0) return loaded;
      return await commit(request, loaded, decided, attempt);
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      if (attempt === MAX_ATTEMPTS || !request.ensureExists) throw new TooManyConflicts(attempt, error);
    }
  }
}

async function load<State, Command, Event extends NewEvent>(
  request: CommandRequest<State, Command, Event>,
  attempt: number,
): Promise<CommandResult<State>> {
  const { store, decider, streamId, ensureExists, observe = unobserved } = request;
  if (!ensureExists) return { state: decider.initialState, version: 0, position: 0 };
  const detail = { streamId, attempt, replayed: 0, version: 0, state: decider.initialState };
  return observe('load', detail, async () => {
    const { events, version } = await store.readStream(streamId);
    detail.replayed = events.length;
    detail.version = version;
    detail.state = refold(decider, events);
    ensureExists(detail.state);
    return { state: detail.state, version, position: events.at(-1)?.position ?? 0 };
  });
}

interface Decided<State, Event> {
  readonly events: readonly Event[];
  readonly state: State;
}

function evaluate<State, Command, Event extends NewEvent>(
  request: CommandRequest<State, Command, Event>,
  loaded: CommandResult<State>,
  attempt: number,
): Decided<State, Event> {
  const { decider, streamId, parse, observe = unobserved } = request;
  const detail = { streamId, attempt, events: [] as readonly Event[], state: loaded.state };
  return observe('evaluate', detail, () => {
    const events = observe('decide', { streamId, state: loaded.state }, () => decider.decide(parse(), loaded.state));
    detail.events = events;
    if (events.length > 0) {
      detail.state = observe('apply', { streamId, events }, () => evolveAll(decider, loaded.state, events));
    }
    return { events, state: detail.state };
  });
}

function commit<State, Command, Event extends NewEvent>(
  request: CommandRequest<State, Command, Event>,
  { version: expectedVersion }: CommandResult<State>,
  { events, state }: Decided<State, Event>,
  attempt: number,
): Promise<CommandResult<State>> {
  const { streamId, observe = unobserved } = request;
  return observe('commit', { streamId, attempt }, async () => {
    const { duplicate, commit: stored } = await append(request, expectedVersion, events, attempt);
    const last = stored.events.at(-1);
    const version = last?.version ?? expectedVersion;
    // An earlier call with this commit id may have decided something else, on another state.
    return { state: duplicate ? await stateAt(request, version) : state, version, position: last?.position ?? 0 };
  });
}

async function stateAt<State, Command, Event extends NewEvent>(
  { store, decider, streamId }: CommandRequest<State, Command, Event>,
  version: number,
): Promise<State> {
  const { events } = await store.readStream(streamId, { upTo: version });
  return refold(decider, events);
}

function append<State, Command, Event extends NewEvent>(
  { store, streamId, commitId, metadata, observe = unobserved }: CommandRequest<State, Command, Event>,
  expectedVersion: number,
  events: readonly Event[],
  attempt: number,
): Promise<Appended> {
  const detail: Stages['append'] = {
    streamId,
    attempt,
    expectedVersion,
    count: events.length,
    duplicate: false,
  };
  return observe('append', detail, async () => {
    const appended = await store.append({
      commitId,
      streams: [{ streamId, expectedVersion, events }],
      metadata: metadata(),
    });
    detail.recorded = appended.commit.events;
    detail.duplicate = appended.duplicate;
    return appended;
  });
}

function refold<State, Event>(decider: Decider<State, never, Event>, stored: readonly RecordedEvent[]): State {
  return evolveAll(decider, decider.initialState, stored as readonly unknown[] as readonly Event[]);
}

function evolveAll<State, Event>(decider: Decider<State, never, Event>, state: State, events: readonly Event[]): State {
  return events.reduce((current, event) => decider.evolve(current, event), state);
}
