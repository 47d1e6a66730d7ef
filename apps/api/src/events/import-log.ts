import { type EventStore, EventSourcingError } from '#libs/event-sourcing';
import { CommitBuilder } from './commit-builder.js';
import { BrokenLine, Interrupted, MigrationFailed, TruncatedInput } from './failures.js';
import { Fingerprint } from './fingerprint.js';
import type { Input } from './input.js';
import { splitLines } from './lines.js';
import type { Progress } from './progress.js';
import { Target } from './target.js';

/** Goes on after what is there already; at the end, what was read is compared with what is stored. */
export async function importLog(
  events: EventStore,
  input: Input,
  progress: Progress,
  signal: AbortSignal,
): Promise<Fingerprint> {
  const target = await Target.open(events);
  const given = await copy(input, target, progress, signal);
  const found = await target.readBack((count) => progress.show(count, count / given.events));
  if (String(found) === String(given)) return given;
  throw new MigrationFailed(
    `the database gives back another log than the input:\nthe input: ${given}\nfound: ${found}`,
  );
}

async function copy(input: Input, target: Target, progress: Progress, signal: AbortSignal): Promise<Fingerprint> {
  const given = new Fingerprint();
  const builder = new CommitBuilder();
  try {
    for await (const lines of splitLines(input.chunks())) {
      signal.throwIfAborted();
      for (const line of lines) {
        const incoming = builder.add(line);
        if (!incoming) continue;
        await target.take(incoming, given.add(incoming.commit));
      }
      progress.show(given.events, input.part);
    }
    builder.end();
    await target.flush();
  } catch (error) {
    throw await withWayOn(error, target);
  }
  target.end();
  return given;
}

/** What is whole before the failure is stored; the message says how to go on. */
async function withWayOn(error: unknown, target: Target): Promise<unknown> {
  if (error instanceof BrokenLine || error instanceof TruncatedInput) {
    try {
      await target.flush();
    } catch (earlier) {
      return withStored(earlier, target.stored);
    }
  }
  return withStored(error, target.stored);
}

function withStored(error: unknown, stored: number): unknown {
  const way = wayOn(error);
  if (!way) return error;
  const { message } = error as Error;
  const text = `${message}. Everything up to position ${stored} is stored: ${way}, and it goes on there`;
  return new MigrationFailed(text, error instanceof Interrupted ? error.exitCode : 1);
}

function wayOn(error: unknown): string | undefined {
  if (error instanceof BrokenLine) return 'correct it, run the import again';
  if (error instanceof TruncatedInput) return 'run the import again with the whole of it';
  if (error instanceof Interrupted || error instanceof EventSourcingError) return 'run the import again';
  return undefined;
}
