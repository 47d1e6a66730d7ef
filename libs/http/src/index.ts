export { Consistency } from './consistency.js';
export { CurrentUser } from './current-user.js';
export { BODY_PROBLEMS, documentProblems } from './document-problems.js';
export { createFastifyAdapter } from './fastify-adapter.js';
export { HttpModule } from './http.module.js';
export { BODY_LIMIT_BYTES } from './json-body.js';
export { serveOpenApi } from './openapi.js';
export { parseQuery } from './query.js';
export { type Problem, type ProblemCode, problemOf, problems } from './problems.js';
