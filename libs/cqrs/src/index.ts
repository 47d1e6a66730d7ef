export { CqrsModule } from './cqrs.module.js';
export { HandlerContexts } from './handler-contexts.js';
export { InvalidInput, parseInput } from './input.js';
export { limitInput, positionInput } from './paging.js';
export { Projections, RunningProjection, runningProjection } from './projections.js';
export { Publications, type RunningPublication } from './publications.js';
export { type RunningSubscription, Subscriptions } from './subscriptions.js';
export type { Terms } from './terms.js';
export { LOCAL_USER, type User } from './user.js';
