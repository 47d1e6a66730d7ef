import { RunningProjection, runningProjection } from '#libs/cqrs';
import { type TaskDocument, tasksProjection } from './tasks.projection.js';

/** The tasks as readers see them, and what feeds them. */
export abstract class TasksReadModel extends RunningProjection<TaskDocument> {}

export const tasksReadModel = runningProjection(TasksReadModel, tasksProjection);
