export { commitOf, idOf } from './commits.js';
export { readLog } from './read-log.js';
export { until } from './until.js';
