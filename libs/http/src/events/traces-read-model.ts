import type { FactoryProvider } from '@nestjs/common';
import { Projections, type RunningProjection } from '#libs/cqrs';
import type { ReadModel, Subscription } from '#libs/event-sourcing';
import { type TracedCommit, tracesProjection } from './traces.projection.js';

/** Which commits belong to which trace, and what feeds it. */
export abstract class TracesReadModel implements RunningProjection<TracedCommit> {
  abstract readonly readModel: ReadModel<TracedCommit>;
  abstract readonly subscription: Subscription;
  abstract readonly startPosition: number;
}

export const tracesReadModel: FactoryProvider<TracesReadModel> = {
  provide: TracesReadModel,
  inject: [Projections],
  useFactory: (projections: Projections) => projections.open(tracesProjection),
};
