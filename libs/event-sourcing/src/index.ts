export { AppendNotices, type HeadPoll } from './append-notices.js';
export { branchesOf, fieldsOf, type Listed, pageOf } from './branches.js';
export {
  checkCommit,
  checkRestored,
  discontinuity,
  type Discontinuity,
  type Restorable,
  serializeData,
} from './commit-rules.js';
export { type CursorKey, decodeCursor, encodeCursor } from './cursor.js';
export type { Decider } from './decider.js';
export {
  CommitTooLarge,
  DatabaseUnusable,
  EventSourcingError,
  type EventSourcingErrorCode,
  InvalidCommit,
  InvalidCursor,
  LeaseLost,
  LogContended,
  StoreUnavailable,
  TooManyConflicts,
  VersionConflict,
} from './errors.js';
export { type Attempts, EndpointUnavailable, EventFailed } from './event-failed.js';
export {
  type Appended,
  categoryOf,
  type Commit,
  commitIdOf,
  type CommitMetadata,
  type CommitRequest,
  entityOf,
  eventId,
  EventStore,
  type Json,
  type LogFilter,
  MAX_COMMIT_BYTES,
  MAX_COMMIT_EVENTS,
  type NewEvent,
  type Page,
  type RecordedEvent,
  type Slice,
  type StoredCommit,
  type StreamAppend,
  type VersionRange,
} from './event-store.js';
export { type CommandRequest, type CommandResult, handleCommand, MAX_ATTEMPTS } from './handle-command.js';
export { type KeyRecord, KeyRecords } from './key-records.js';
export { type Lease, Leases } from './leases.js';
export { type DatabaseCall, type Observe, StageObserver, type Stages, unobserved } from './observe.js';
export { LogSearch } from './log-search.js';
export { ensureKeyIsFree, type Once, type RequestKey } from './once.js';
export {
  type ParkedEvent,
  ParkedEvents,
  type ParkedFailure,
  type ParkedQuery,
  type ParkRequest,
} from './parked-events.js';
export { requestParked } from './parked-request.js';
export { MAX_PARKED_STREAMS, Parking, type ParkingNews, type ParkingOptions } from './parking.js';
export { type Projection, ProjectionFailed, projectPage } from './projection.js';
export { Publication, type Publisher, PublisherTimeout } from './publisher.js';
export { compareKeys } from './field-order.js';
export {
  type Changes,
  checkFields,
  checkQuery,
  type FieldValue,
  type Folded,
  type Found,
  leaseOf,
  type Put,
  type Query,
  type ReadModel,
  type ReadModelDefinition,
  ReadModels,
  type Remove,
  type Sort,
  toFieldValue,
  type Where,
} from './read-model.js';
export { RecentEvents } from './recent-events.js';
export {
  type FieldError,
  Forbidden,
  KeyReused,
  PreconditionFailed,
  Refusal,
  type RefusalKind,
  RepeatedRefusal,
} from './refusal.js';
export { Subscription, type SubscriptionOptions, type SubscriptionStatus, type Turn } from './subscription.js';
export { wordsIn, wordsOf } from './words.js';
