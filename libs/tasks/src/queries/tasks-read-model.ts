import type { FactoryProvider } from '@nestjs/common';
import { Projections, type RunningProjection } from '#libs/cqrs';
import type { ReadModel, Subscription } from '#libs/event-sourcing';
import { type TaskDocument, tasksProjection } from './tasks.projection.js';

/** The tasks as readers see them, and what feeds them. */
export abstract class TasksReadModel implements RunningProjection<TaskDocument> {
  abstract readonly readModel: ReadModel<TaskDocument>;
  abstract readonly subscription: Subscription;
  abstract readonly startPosition: number;
}

export const tasksReadModel: FactoryProvider<TasksReadModel> = {
  provide: TasksReadModel,
  inject: [Projections],
  useFactory: (projections: Projections) => projections.open(tasksProjection),
};
