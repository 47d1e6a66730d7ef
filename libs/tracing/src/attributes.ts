/** The product's own names of spans, events and attributes. A context's names stand in its own `telemetry.ts`. */
export const span = {
  append: 'event_store.append',
} as const;

export const event = {
  domainEventsTruncated: 'domain_events_truncated',
  readModelApplied: 'read_model_applied',
} as const;

export const attribute = {
  attempt: 'attempt',
  batchCount: 'es.batch.count',
  category: 'es.stream.category',
  conflict: 'es.conflict',
  cqrsOperation: 'cqrs.operation',
  cqrsType: 'cqrs.type',
  dbBatchSize: 'db.operation.batch.size',
  dbCollection: 'db.collection.name',
  dbNamespace: 'db.namespace',
  dbOperation: 'db.operation.name',
  dbQueryText: 'db.query.text',
  dbSystem: 'db.system.name',
  duplicate: 'es.duplicate',
  durationMs: 'duration_ms',
  errorMessage: 'error.message',
  errorType: 'error.type',
  eventId: 'event.id',
  eventType: 'event.type',
  eventsCount: 'es.events.count',
  eventsReplayed: 'es.events_replayed',
  expectedVersion: 'es.expected_version',
  firstPosition: 'es.position.first',
  httpMethod: 'http.request.method',
  httpRoute: 'http.route',
  httpStatus: 'http.response.status_code',
  lastPosition: 'es.position.last',
  lagMs: 'es.lag_ms',
  linksUnsampled: 'es.links.unsampled',
  position: 'es.position',
  queueMs: 'es.queue_ms',
  samplingBucket: 'sampling.bucket',
  stream: 'es.stream',
  subscription: 'es.subscription',
  urlPath: 'url.path',
  urlScheme: 'url.scheme',
  version: 'es.version',
  waitMs: 'wait_ms',
} as const;
