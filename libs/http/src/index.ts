export { Consistency, CONSISTENCY_TOKEN, type ConsistencyOptions } from './consistency.js';
export { CurrentUser } from './current-user.js';
export { BODY_PROBLEMS, documentProblems } from './document-problems.js';
export { createFastifyAdapter } from './fastify-adapter.js';
export { HttpModule } from './http.module.js';
export { BODY_LIMIT_BYTES } from './json-body.js';
export { openApiDocument, serveOpenApi } from './openapi.js';
export { parseQuery } from './query.js';
export { HttpProblem, type Problem, type ProblemCode, problemOf, problems } from './problems.js';
