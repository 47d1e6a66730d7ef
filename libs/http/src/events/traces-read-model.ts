import { RunningProjection, runningProjection } from '#libs/cqrs';
import { type TracedCommit, tracesProjection } from './traces.projection.js';

/** Which commits belong to which trace, and what feeds it. */
export abstract class TracesReadModel extends RunningProjection<TracedCommit> {}

export const tracesReadModel = runningProjection(TracesReadModel, tracesProjection);
