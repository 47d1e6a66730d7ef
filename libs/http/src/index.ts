export { Consistency } from './consistency.js';
export { CurrentUser } from './current-user.js';
export {
  answered,
  KEY_PROBLEMS,
  withIfMatch,
  withIfNoneMatch,
  withKey,
  withToken,
} from './document-headers.js';
export { BODY_PROBLEMS, documentProblems, problemResponse } from './document-problems.js';
export { entityTag } from './entity-tag.js';
export { eventListResponse, type EventListResponse, eventPage } from './events/event.response.js';
export { EventsModule } from './events/events.module.js';
export { createFastifyAdapter, createInnerAdapter } from './fastify-adapter.js';
export { HttpModule } from './http.module.js';
export type { Identity } from './identity/identity.js';
export { issuerIdentity } from './identity/issuer.js';
export { localIdentity, signLocalToken } from './identity/local-tokens.js';
export { InnerHttpModule } from './inner-http.module.js';
export { BODY_LIMIT_BYTES } from './json-body.js';
export { linkToNext } from './next-link.js';
export { openApiDocument, serveOpenApi } from './openapi.js';
export { parseQuery } from './query.js';
export { problemOfError } from './problem-of-error.js';
export { type Problem, type ProblemCode, problemOf, problems } from './problems.js';
export { RequestTerms } from './request-terms.js';
export { SubscriptionsModule } from './subscriptions/subscriptions.module.js';
export { serve } from './serve.js';
