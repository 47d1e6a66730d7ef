import type { Projection, RecordedEvent } from '#libs/event-sourcing';
import { traceOf } from '#libs/tracing';

/** A commit of a trace. */
export interface TracedCommit {
  readonly trace_id: string;
  readonly commit_id: string;
}

/** Position of the commit's first event, so that the commits of a trace are listed in their order. */
function idOf({ id, position, metadata }: RecordedEvent): string | undefined {
  if (!traceOf(metadata.traceparent)) return undefined;
  const ordinal = Number(id.slice(id.lastIndexOf('.') + 1));
  return String(position - ordinal + 1).padStart(16, '0');
}

function project(commit: TracedCommit | undefined, { id, metadata }: RecordedEvent): TracedCommit | undefined {
  if (commit) return commit;
  const trace = traceOf(metadata.traceparent);
  return trace && { trace_id: trace.trace_id, commit_id: id.slice(0, id.lastIndexOf('.')) };
}

/** The way from a trace to its events: an index on random trace ids in the log itself would slow every append down. */
export const tracesProjection: Projection<TracedCommit> = {
  model: { name: 'traces', version: 1, indexes: [['trace_id']] },
  idOf,
  project,
};
