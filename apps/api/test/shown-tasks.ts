import type { EventStore, RecordedEvent } from '#libs/event-sourcing';
import { type CallerName, isAdmin, isStranger, users } from './random-callers.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

interface Concerned {
  readonly created_by?: string;
  readonly assignee_id?: string | null;
  readonly department?: string | null;
}

/** The rules of docs/identity.md once more, in other words. */
function mayRead(caller: CallerName, task: Concerned): boolean {
  if (isAdmin(caller)) return true;
  switch (caller) {
    case 'sales':
    case 'legal':
      return task.department === caller;
    case 'ann':
    case 'bob':
      return task.assignee_id === caller || task.created_by === caller;
    default:
      return false;
  }
}

/**
 * Whether the caller could read the task when the request came, or can since: as it was at a position of the log, or
 * later. What a key gives again may be of before, if it was the caller's own doing.
 */
async function couldRead(
  store: EventStore,
  taskId: string,
  { caller, head, isRepeated }: { caller: CallerName; head: number; isRepeated: boolean },
): Promise<boolean> {
  const { events } = await store.readStream(`task-${taskId}`);
  let task: Concerned = {};
  const states = events.map((event: RecordedEvent) => {
    task = { ...task, ...(event.data as Concerned) };
    return { task, event };
  });
  const [id] = isStranger(caller) || caller === 'local' ? [] : [users[caller].id];
  const own = states.some(({ event }) => event.metadata.actor === id);
  if (states.length === 0 || (isRepeated && own)) return true;
  const before = states.findLast(({ event }) => event.position <= head);
  const since = states.filter(({ event }) => event.position > head);
  return [...(before ? [before] : []), ...since].some(({ task: then }) => mayRead(caller, then));
}

export interface Answered {
  readonly caller: CallerName;
  /** All that was sent, as a text. */
  readonly sent: string;
  readonly status: number;
  readonly body: string;
  /** Of the log, before it was sent. */
  readonly head: number;
  /** With a key. */
  readonly isRepeated: boolean;
}

/** Tasks that an answer shows to a caller who may not read them. */
export async function leaks(store: EventStore, { sent, status, body, ...request }: Answered): Promise<string[]> {
  const known = status < 300 ? new Set<string>() : new Set(idsIn(sent));
  const shown = [...new Set(idsIn(withoutRefused(body)))].filter((id) => !known.has(id));
  const found = await Promise.all(shown.map(async (id) => ((await couldRead(store, id, request)) ? [] : [id])));
  return found.flat();
}

const idsIn = (text: string) => [...text.matchAll(UUID)].map(([id]) => id.toLowerCase());

/** A result of a bulk request that is a problem names the task that was asked for. */
function withoutRefused(body: string): string {
  if (!body.startsWith('{"results":')) return body;
  const { results } = JSON.parse(body) as { results: readonly { readonly status: number }[] };
  return JSON.stringify(results.filter(({ status }) => status < 300));
}
