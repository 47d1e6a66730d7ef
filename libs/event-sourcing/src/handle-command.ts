import type { Decider } from './decider.js';
import { TooManyConflicts, VersionConflict } from './errors.js';
import type { Appended, CommitMetadata, EventStore, NewEvent, RecordedEvent } from './event-store.js';
import { type Observe, type Stages, unobserved } from './observe.js';
import {
  type CarriedOut,
  earlierAnswer,
  ensureSameRequest,
  type Once,
  type Place,
  placeOf,
  remembering,
} from './once.js';
import { PreconditionFailed } from './refusal.js';

/** How often a command is decided anew on fresh state before it gives up. */
export const MAX_ATTEMPTS = 5;

export interface CommandRequest<State, Command, Event extends NewEvent> {
  readonly store: EventStore;
  readonly decider: Decider<State, Command, Event>;
  readonly streamId: string;
  /**
   * Throws where the caller may not do this whatever the state is. Runs before anything is read. Where it depends on
   * the state, the answer is a function that throws where it is not allowed; for a create it has nothing to look at.
   */
  readonly authorize?: () => ((state: State) => void) | undefined;
  /** Throws for a state that the command cannot work on. Left out for a create, which then loads nothing. */
  readonly ensureExists?: (state: State) => void;
  /** Whether the caller wants the command carried out at this version. Then a lost race is not tried again. */
  readonly isExpected?: (version: number) => boolean;
  /** Checks the caller's input; runs first thing in the `decide` stage, so that a bad input is a failed decision. */
  readonly parse: () => Command;
  /** Or made of the version that is decided on, so that the same step from there is stored once, whoever takes it. */
  readonly commitId: string | ((version: number) => string);
  /** For a command that may be sent again: its commit id is then the same each time. */
  readonly once?: Once;
  /** Called inside the `append` stage, so that the trace context stored is the append's. */
  readonly metadata: () => CommitMetadata;
  readonly observe?: Observe;
}

/** `version` is what `state` is at, `position` what a reader must have applied to see this. */
export interface CommandResult<State> extends Place {
  readonly state: State;
}

/**
 * Authorize, look for an earlier answer, load, decide, append; on a lost race again from the load. The only place that
 * does so.
 *
 * @throws {TooManyConflicts} after {@link MAX_ATTEMPTS} lost races; a create does not try again
 * @throws {PreconditionFailed} the stream is not at a version that `isExpected`
 * @throws {KeyReused} the commit id belongs to another request
 * @throws what `authorize`, `ensureExists`, `parse`, `decide` and the store throw
 */
export async function handleCommand<State, Command, Event extends NewEvent>(
  request: CommandRequest<State, Command, Event>,
): Promise<CommandResult<State>> {
  const { store, streamId, authorize, once, observe = unobserved } = request;
  const authorizeOn = authorize && observe('authorize', { streamId }, authorize);
  if (!once) return (await carryOut(request, authorizeOn)).result;
  const again = async (place: Place) => ({ ...place, state: await stateAt(request, place) });
  const earlier = await earlierAnswer(store, once, observe);
  return earlier ? again(earlier) : remembering(once, () => carryOut(request, authorizeOn), again);
}

async function carryOut<State, Command, Event extends NewEvent>(
  request: CommandRequest<State, Command, Event>,
  authorizeOn: ((state: State) => void) | undefined,
): Promise<CarriedOut<CommandResult<State>>> {
  for (let attempt = 1; ; attempt++) {
    try {
      const loaded = await load(request, attempt);
      if (authorizeOn && request.ensureExists) authorizeLoaded(request, loaded, authorizeOn);
      if (request.isExpected?.(loaded.version) === false) throw new PreconditionFailed();
      const decided = evaluate(request, loaded, attempt);
      if (decided.events.length === 0) return { result: loaded, stored: false };
      return { result: await commit(request, loaded, decided, attempt), stored: true };
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      if (request.isExpected) throw new PreconditionFailed();
      if (attempt === MAX_ATTEMPTS || !request.ensureExists) throw new TooManyConflicts(attempt, error);
    }
  }
}

function authorizeLoaded<State>(
  { observe = unobserved }: { readonly observe?: Observe },
  { streamId, state }: CommandResult<State>,
  authorizeOn: (state: State) => void,
): void {
  observe('authorize', { streamId, state }, () => authorizeOn(state));
}

async function load<State, Command, Event extends NewEvent>(
  request: CommandRequest<State, Command, Event>,
  attempt: number,
): Promise<CommandResult<State>> {
  const { store, decider, streamId, ensureExists, observe = unobserved } = request;
  if (!ensureExists) return { streamId, state: decider.initialState, version: 0, position: 0 };
  const detail = { streamId, attempt, replayed: 0, version: 0, state: decider.initialState };
  return observe('load', detail, async () => {
    const { events, version } = await store.readStream(streamId);
    detail.replayed = events.length;
    detail.version = version;
    detail.state = refold(decider, events);
    ensureExists(detail.state);
    return { streamId, state: detail.state, version, position: events.at(-1)?.position ?? 0 };
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
    if (duplicate && request.once) ensureSameRequest(stored.request, request.once.key);
    const place = placeOf(stored);
    // An earlier call with this commit id may have decided something else, on another stream.
    return { ...place, state: duplicate ? await stateAt(request, place) : state };
  });
}

async function stateAt<State, Command, Event extends NewEvent>(
  { store, decider }: CommandRequest<State, Command, Event>,
  { streamId, version }: Place,
): Promise<State> {
  const { events } = await store.readStream(streamId, { upTo: version });
  return refold(decider, events);
}

function append<State, Command, Event extends NewEvent>(
  { store, streamId, commitId, once, metadata, observe = unobserved }: CommandRequest<State, Command, Event>,
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
      commitId: typeof commitId === 'string' ? commitId : commitId(expectedVersion),
      streams: [{ streamId, expectedVersion, events }],
      metadata: metadata(),
      ...(once && { request: { fingerprint: once.key.fingerprint, status: once.key.status } }),
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
